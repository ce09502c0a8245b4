using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SocketIoCompat.ContractTests.Replay;

/// <summary>One line of a recording: an HTTP request or response, or a websocket message; recordings/README.md describes the members.</summary>
internal sealed record RecordedMessage
{
    public const string Client = "client";

    public const string Server = "server";

    [JsonPropertyName("t")]
    public double Milliseconds { get; init; }

    public int Channel { get; init; }

    public required string From { get; init; }

    public string? Request { get; init; }

    public bool Upgrade { get; init; }

    public IReadOnlyDictionary<string, JsonElement> Headers { get; init; } = new Dictionary<string, JsonElement>();

    public string? Body { get; init; }

    public byte[]? BodyBase64 { get; init; }

    public int? Status { get; init; }

    public string? Text { get; init; }

    public byte[]? Binary { get; init; }

    public int? Close { get; init; }

    public string? Reason { get; init; }

    public bool Abort { get; init; }

    [JsonIgnore]
    public bool IsFromClient => From == Client;

    [JsonIgnore]
    public byte[] Content => BodyBase64 ?? Encoding.UTF8.GetBytes(Body ?? "");

    /// <summary>Whether this is a GET of an established session, which its server may hold back.</summary>
    [JsonIgnore]
    public bool IsPoll => !Upgrade && Request is { } request && request.StartsWith("GET ", StringComparison.Ordinal)
        && request.Contains("transport=polling", StringComparison.Ordinal) && request.Contains("sid=", StringComparison.Ordinal);

    /// <summary>A header's value; several values of one name are joined.</summary>
    public string? Header(string name) => Headers.TryGetValue(name, out var value)
        ? value.ValueKind == JsonValueKind.Array ? string.Join(", ", value.EnumerateArray().Select(item => item.GetString())) : value.GetString()
        : null;
}
