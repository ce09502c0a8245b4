using SocketIoCompat.Handlers.ProjectChat.Contracts;

namespace SocketIoCompat.Handlers.ProjectChat;

/// <summary>A message that a user sends.</summary>
internal sealed record NewMessage(
    string ProjectId, string SenderId, string? RecipientId, string Content, string MessageType, string? FileUrl, string? ReplyToMessageId,
    string? SystemType = null, string? SystemData = null);

/// <summary>What is unread in a project.</summary>
internal sealed record UnreadProject(
    string ProjectId, string ProjectName, long UnreadCount, string? LastMessageAt, string? LastMessagePreview);

/// <summary>When a user got and read a message.</summary>
internal sealed record ReceiptRow(string UserId, string? DeliveredAt, string? ReadAt);

/// <summary>The messages of projects.</summary>
internal interface IMessageStore
{
    Task<ChatMessageRow> AppendAsync(NewMessage message);

    Task<ChatMessageRow?> FindAsync(string messageId);

    /// <summary>The newest messages, oldest first.</summary>
    Task<IReadOnlyList<ChatMessageRow>> ReadNewestAsync(string projectId, int count);

    /// <summary>Notes that a user has got or read a message.</summary>
    Task MarkAsync(string messageId, string userId, bool isRead);

    Task<IReadOnlyList<ReceiptRow>> ReadReceiptsAsync(string messageId);

    /// <summary>Changes the text of a message, or takes it away.</summary>
    Task<ChatMessageRow?> ChangeContentAsync(string messageId, string content, bool isDeleted);

    /// <summary>Turns a message's pin or star on or off.</summary>
    Task<ChatMessageRow?> ToggleAsync(string messageId, MessageFlag flag);

    /// <summary>Adds a user's reaction, or takes it back.</summary>
    Task<ChatMessageRow?> ReactAsync(string messageId, string userId, string emoji);

    Task ReportAsync(string messageId, string userId, string reason);

    /// <summary>Everything in the project is read; the moment up to which it is.</summary>
    Task<string> MarkProjectReadAsync(string projectId, string userId);

    Task<IReadOnlyList<UnreadProject>> CountUnreadAsync(string userId, IReadOnlyList<ProjectRow> projects);
}

/// <summary>What can be turned on and off on a message.</summary>
internal enum MessageFlag
{
    Pinned,
    Starred,
}
