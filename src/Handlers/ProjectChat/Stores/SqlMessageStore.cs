using System.Data.Common;
using Dapper;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.ProjectChat.Contracts;
using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.Handlers.ProjectChat.Stores;

/// <summary><see cref="IMessageStore"/>: messages, who has got them, and what was made of them.</summary>
internal sealed partial class SqlMessageStore(IDatabase database, TimeProvider time) : IMessageStore
{
    private const string Select =
        "SELECT id AS Id, project_id AS ProjectId, sender_id AS SenderId, recipient_id AS RecipientId, content AS Content, " +
        "message_type AS MessageType, file_url AS FileUrl, is_read AS IsRead, created_at AS CreatedAt, status AS Status, " +
        "reply_to_message_id AS ReplyToMessageId, is_pinned AS IsPinned, is_starred AS IsStarred, is_edited AS IsEdited, " +
        "is_deleted AS IsDeleted, is_system_message AS IsSystemMessage, system_message_type AS SystemMessageType, " +
        "system_message_data AS SystemMessageData FROM messages ";

    private const string Insert =
        """
        INSERT INTO messages
            (id, project_id, sender_id, recipient_id, content, message_type, file_url, status, reply_to_message_id, system_message_type,
             system_message_data, is_read, is_pinned, is_starred, is_edited, is_deleted, is_system_message, created_at)
        VALUES
            (@id, @projectId, @senderId, @recipientId, @content, @messageType, @fileUrl, 'sent', @replyTo, @systemType,
             @systemData, 0, 0, 0, 0, 0, @isSystem, @now)
        """;

    private readonly MessageIds _ids = new(time);

    private object Now => database.Dialect.ToTimestamp(time.GetUtcNow());

    // What is stored is known without reading it again: nobody has got a new message yet.
    public async Task<ChatMessageRow> AppendAsync(NewMessage message)
    {
        var (id, now) = _ids.Next();
        var row = new Row
        {
            Id = id,
            ProjectId = message.ProjectId,
            SenderId = message.SenderId,
            RecipientId = message.RecipientId,
            Content = StoredText.Of(message.Content),
            MessageType = message.MessageType,
            FileUrl = message.FileUrl,
            CreatedAt = database.Dialect.ToTimestamp(now),
            ReplyToMessageId = message.ReplyToMessageId,
            IsSystemMessage = message.SystemType is null ? 0 : 1,
            SystemMessageType = message.SystemType,
            SystemMessageData = message.SystemData,
        };
        await database.ExecuteAsync(Insert, Parameters(row), bytes: 2L * message.Content.Length);
        return ToMessage(row, [], []);
    }

    public Task<ChatMessageRow?> FindAsync(string messageId) => database.ReadAsync(connection => ReadAsync(connection, messageId));

    public Task<IReadOnlyList<ChatMessageRow>> ReadNewestAsync(string projectId, int count) =>
        database.ReadAsync(async connection =>
        {
            var rows = (await connection.QueryAsync<Row>(
                Select + "WHERE project_id = @projectId ORDER BY created_at DESC, id DESC LIMIT @count", new { projectId, count })).AsList();
            rows.Reverse();
            return await CompleteAsync(connection, rows);
        });

    private static DynamicParameters Parameters(Row row)
    {
        var parameters = new DynamicParameters();
        parameters.Add("id", row.Id);
        parameters.Add("projectId", row.ProjectId);
        parameters.Add("senderId", row.SenderId);
        parameters.Add("recipientId", row.RecipientId);
        parameters.Add("content", row.Content);
        parameters.Add("messageType", row.MessageType);
        parameters.Add("fileUrl", row.FileUrl);
        parameters.Add("replyTo", row.ReplyToMessageId);
        parameters.Add("systemType", row.SystemMessageType);
        parameters.Add("systemData", row.SystemMessageData);
        parameters.Add("isSystem", row.IsSystemMessage);
        parameters.Add("now", row.CreatedAt);
        return parameters;
    }

    private static string SelectReceipts(string ids) =>
        $"""
        SELECT message_id AS MessageId, user_id AS UserId, delivered_at AS DeliveredAt, read_at AS ReadAt
        FROM message_receipts WHERE message_id IN {ids} ORDER BY delivered_at, user_id
        """;

    private static string SelectReactions(string ids) =>
        $"""
        SELECT message_id AS MessageId, user_id AS UserId, emoji AS Emoji
        FROM message_reactions WHERE message_id IN {ids} ORDER BY created_at, user_id
        """;

    private async Task<ChatMessageRow?> ReadAsync(DbConnection connection, string messageId)
    {
        var row = await connection.QueryFirstOrDefaultAsync<Row>(Select + "WHERE id = @messageId", new { messageId });
        return row is null ? null : (await CompleteAsync(connection, [row]))[0];
    }

    private async Task<IReadOnlyList<ChatMessageRow>> CompleteAsync(DbConnection connection, List<Row> rows)
    {
        var messages = new List<ChatMessageRow>(rows.Count);
        foreach (var part in rows.Chunk(400)) // statements take only so many parameters
        {
            var parameters = new DynamicParameters();
            var ids = SqlList.Add(parameters, part.Select(r => r.Id));
            var receipts = (await connection.QueryAsync<Receipt>(SelectReceipts(ids), parameters)).ToLookup(r => r.MessageId, StringComparer.Ordinal);
            var reactions = (await connection.QueryAsync<Reaction>(SelectReactions(ids), parameters)).ToLookup(r => r.MessageId, StringComparer.Ordinal);
            messages.AddRange(part.Select(row => ToMessage(row, receipts[row.Id], reactions[row.Id])));
        }

        return messages;
    }

    private ChatMessageRow ToMessage(Row row, IEnumerable<Receipt> receipts, IEnumerable<Reaction> reactions) => new()
    {
        Id = row.Id,
        ProjectId = row.ProjectId,
        SenderId = row.SenderId,
        RecipientId = row.RecipientId,
        Content = row.Content,
        MessageType = row.MessageType ?? "text",
        FileUrl = row.FileUrl,
        IsRead = (int)row.IsRead,
        CreatedAt = IsoTime.Format(database.Dialect.FromTimestamp(row.CreatedAt)),
        Status = row.Status ?? "sent",
        DeliveredTo = [.. receipts.Where(r => r.DeliveredAt is not null).Select(r => r.UserId)],
        ReadBy = [.. receipts.Where(r => r.ReadAt is not null).Select(r => r.UserId)],
        ReplyToMessageId = row.ReplyToMessageId,
        Reactions = [.. reactions.Select(r => new MessageReaction(r.Emoji, r.UserId))],
        IsPinned = (int)row.IsPinned,
        IsStarred = (int)row.IsStarred,
        IsEdited = (int)row.IsEdited,
        IsDeleted = (int)row.IsDeleted,
        IsSystemMessage = (int)row.IsSystemMessage,
        SystemMessageType = row.SystemMessageType,
        SystemMessageData = row.SystemMessageData,
    };

    private sealed class Receipt
    {
        public string MessageId { get; init; } = "";

        public string UserId { get; init; } = "";

        public object? DeliveredAt { get; init; }

        public object? ReadAt { get; init; }
    }

    private sealed class Reaction
    {
        public string MessageId { get; init; } = "";

        public string UserId { get; init; } = "";

        public string Emoji { get; init; } = "";
    }

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public string ProjectId { get; init; } = "";

        public string SenderId { get; init; } = "";

        public string? RecipientId { get; init; }

        public string Content { get; init; } = "";

        public string? MessageType { get; init; }

        public string? FileUrl { get; init; }

        public long IsRead { get; init; }

        public object CreatedAt { get; init; } = "";

        public string? Status { get; init; }

        public string? ReplyToMessageId { get; init; }

        public long IsPinned { get; init; }

        public long IsStarred { get; init; }

        public long IsEdited { get; init; }

        public long IsDeleted { get; init; }

        public long IsSystemMessage { get; init; }

        public string? SystemMessageType { get; init; }

        public string? SystemMessageData { get; init; }
    }
}
