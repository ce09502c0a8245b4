namespace SocketIoCompat.Handlers.Classroom.Contracts;

/// <summary><c>highlight:stroke</c> as it comes.</summary>
internal sealed record StrokeRequest(string? SessionId, RawValue? Stroke);

/// <summary>What a stroke must have; it is passed on as it came, with whatever else a client puts there.</summary>
internal sealed record Stroke
{
    public required string Id { get; init; }

    public required double PageIndex { get; init; }

    public required IReadOnlyList<StrokePoint> Points { get; init; }

    public required string Color { get; init; }
}

/// <summary>A point of a stroke.</summary>
internal readonly record struct StrokePoint(double X, double Y);

/// <summary><c>highlight:stroke</c> as it goes.</summary>
internal sealed record StrokeDrawn(RawValue Stroke);

/// <summary><c>highlight:clear</c> as it goes: an empty object.</summary>
internal sealed record HighlightsCleared
{
    public static readonly HighlightsCleared Instance = new();
}

/// <summary><c>highlight:sync</c>.</summary>
internal sealed record HighlightSync(IReadOnlyList<RawValue> Highlights);
