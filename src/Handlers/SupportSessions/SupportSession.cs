namespace SocketIoCompat.Handlers.SupportSessions;

/// <summary>A support session, without what was said in it.</summary>
internal sealed record SupportSession
{
    /// <summary>The id that pages, sockets and routes use.</summary>
    public required string SessionId { get; init; }

    /// <summary>The original's other id, which only its documents show.</summary>
    public required string ObjectId { get; init; }

    public string? CustomerId { get; init; }

    /// <summary>The agents; the first is the one that documents name.</summary>
    public IReadOnlyList<string> AgentIds { get; init; } = [];

    public string? Team { get; init; }

    public string Status { get; init; } = SupportStatus.Pending;

    public string Priority { get; init; } = "medium";

    public string Category { get; init; } = "general";

    public string Subject { get; init; } = "";

    public string Description { get; init; } = "";

    public string? Notes { get; init; }

    /// <summary>When it is booked for.</summary>
    public DateTimeOffset? Date { get; init; }

    public DateTimeOffset? ResolvedAt { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Whether a user has a place in it.</summary>
    public bool Has(string userId) => CustomerId == userId || AgentIds.Contains(userId, StringComparer.Ordinal);
}

/// <summary>The values of the documents' fields.</summary>
internal static class SupportStatus
{
    public const string Pending = "pending";
    public const string Active = "active";
    public const string Closed = "closed";

    public static readonly string[] All = [Pending, Active, "waiting", "resolved", Closed, "escalated"];
    public static readonly string[] Priorities = ["low", "medium", "high", "urgent"];
    public static readonly string[] Categories = ["technical", "billing", "general", "complaint", "feature_request"];
}

/// <summary>Something that happened in a session: a message, a line of a transcript, or a step of its history.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">One of <see cref="EntryKind"/>.</param>
/// <param name="UserId">Who said or did it.</param>
/// <param name="Text">What was said, or the step's details.</param>
/// <param name="Type">The step's action.</param>
/// <param name="At">When.</param>
internal sealed record SupportEntry(string Id, string Kind, string UserId, string Text, string? Type, DateTimeOffset At);

/// <summary>The kinds of entries.</summary>
internal static class EntryKind
{
    public const string Message = "message";
    public const string Transcript = "transcript";
    public const string Step = "step";
}
