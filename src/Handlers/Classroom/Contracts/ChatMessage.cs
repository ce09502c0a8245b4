using System.Text.Json.Serialization;

namespace SocketIoCompat.Handlers.Classroom.Contracts;

/// <summary><c>chat:message</c>, and one element of <c>chat:history</c>. Optional members are absent when they have no value.</summary>
internal sealed record ChatMessage
{
    public required string Id { get; init; }

    public required string SessionId { get; init; }

    public required string SenderId { get; init; }

    public required UserType SenderType { get; init; }

    public required string Text { get; init; }

    public required string Timestamp { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Correction { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? IsSystemMessage { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? FileUrl { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? FileName { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? FileType { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? FileSize { get; init; }
}
