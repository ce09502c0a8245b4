namespace SocketIoCompat.Handlers.ProjectChat.Contracts;

/// <summary>A message as pages get it, on the socket and over HTTP alike. Members are written in snake case, flags as 0 and 1.</summary>
internal sealed record ChatMessageRow
{
    public required string Id { get; init; }

    public required string ProjectId { get; init; }

    public required string SenderId { get; init; }

    public string? RecipientId { get; init; }

    public required string Content { get; init; }

    public string MessageType { get; init; } = "text";

    public string? FileUrl { get; init; }

    public int IsRead { get; init; }

    public required string CreatedAt { get; init; }

    public string Status { get; init; } = "sent";

    public IReadOnlyList<string> DeliveredTo { get; init; } = [];

    public IReadOnlyList<string> ReadBy { get; init; } = [];

    public string? ReplyToMessageId { get; init; }

    public IReadOnlyList<MessageReaction> Reactions { get; init; } = [];

    public int IsPinned { get; init; }

    public int IsStarred { get; init; }

    public int IsEdited { get; init; }

    public int IsDeleted { get; init; }

    public int IsSystemMessage { get; init; }

    public string? SystemMessageType { get; init; }

    public string? SystemMessageData { get; init; }

    public string? SenderName { get; init; }

    public string? RecipientName { get; init; }
}

/// <summary>A reaction of one user.</summary>
internal sealed record MessageReaction(string Emoji, string UserId);
