using System.Text.Json.Serialization;

namespace SocketIoCompat.Handlers.SupportSessions.Contracts;

/// <summary><c>chat-message</c> as it comes; the sender and the time that a page writes are not read.</summary>
internal sealed record ChatRequest(RawValue? Text, RawValue? Type);

/// <summary><c>chat-message</c> as it goes.</summary>
internal sealed record ChatText(
    string Sender,
    string Text,
    string Timestamp,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Type);
