using SocketIoCompat.Handlers.Classroom.Contracts;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary>The chat of all sessions, attachments included.</summary>
internal interface IChatStore
{
    /// <summary>
    /// Stores a message. Completes when it outlives this process; returns it as it was stored, its id included, or null when
    /// the session has no room for its attachment. Messages are stored in the order of the calls.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="sentAt">When it was sent.</param>
    /// <param name="maxFileBytes">How many bytes of attachments the session may keep, this one included.</param>
    Task<ChatMessage?> AppendAsync(ChatMessage message, DateTimeOffset sentAt, long maxFileBytes);

    /// <summary>The newest messages of a session, oldest first.</summary>
    Task<IReadOnlyList<ChatMessage>> ReadNewestAsync(string sessionId, HistoryLimits limits);

    /// <summary>The attachment of a message; null when there is none.</summary>
    Task<StoredFile?> FindFileAsync(string messageId);
}

/// <summary>What one history message may hold.</summary>
/// <param name="MaxMessages">The number of messages.</param>
/// <param name="MaxBytes">About the size of the whole as JSON; attachments beyond it are replaced by links, the oldest first.</param>
/// <param name="LinkTo">The address that serves the attachment of the message with this id.</param>
internal sealed record HistoryLimits(int MaxMessages, long MaxBytes, Func<string, string> LinkTo);

/// <summary>An attachment as it was sent.</summary>
internal sealed record StoredFile(string SessionId, string Url, string? Name);
