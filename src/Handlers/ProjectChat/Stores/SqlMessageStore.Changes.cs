using System.Data.Common;
using Dapper;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.ProjectChat.Contracts;
using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.Handlers.ProjectChat.Stores;

/// <summary>What happens to a message after it was sent.</summary>
internal sealed partial class SqlMessageStore
{
    private const string UpsertReceipt =
        """
        INSERT INTO message_receipts (id, message_id, user_id, delivered_at, read_at)
        VALUES (@id, @messageId, @userId, @now, @readAt)
        ON CONFLICT (id) DO UPDATE SET read_at = COALESCE(message_receipts.read_at, excluded.read_at)
        """;

    private const string UpdateStatus =
        """
        UPDATE messages SET
            status = CASE WHEN @isRead = 1 THEN 'read' WHEN status = 'read' THEN status ELSE 'delivered' END,
            is_read = CASE WHEN @isRead = 1 THEN 1 ELSE is_read END
        WHERE id = @messageId
        """;

    private const string UpsertLastRead =
        """
        INSERT INTO project_last_read (id, project_id, user_id, last_read_at) VALUES (@id, @projectId, @userId, @now)
        ON CONFLICT (id) DO UPDATE SET last_read_at = excluded.last_read_at
        """;

    private const string SelectLast =
        "SELECT created_at AS CreatedAt, content AS Content FROM messages WHERE project_id = @projectId AND is_deleted = 0 " +
        "ORDER BY created_at DESC, id DESC LIMIT 1";

    public Task MarkAsync(string messageId, string userId, bool isRead)
    {
        var now = Now;
        var parameters = new
        {
            id = StableId.Of("receipt", messageId, userId),
            messageId,
            userId,
            now,
            readAt = isRead ? now : null,
            isRead = isRead ? 1 : 0,
        };
        return database.WriteAsync(async connection =>
        {
            await connection.ExecuteAsync(UpsertReceipt, parameters);
            return await connection.ExecuteAsync(UpdateStatus, parameters);
        });
    }

    public Task<IReadOnlyList<ReceiptRow>> ReadReceiptsAsync(string messageId) =>
        database.ReadAsync<IReadOnlyList<ReceiptRow>>(async connection =>
        {
            var parameters = new DynamicParameters();
            var rows = await connection.QueryAsync<Receipt>(SelectReceipts(SqlList.Add(parameters, [messageId])), parameters);
            return [.. rows.Select(r => new ReceiptRow(r.UserId, Iso(r.DeliveredAt), Iso(r.ReadAt)))];
        });

    public Task<ChatMessageRow?> ChangeContentAsync(string messageId, string content, bool isDeleted)
    {
        var parameters = new { messageId, content, isDeleted = isDeleted ? 1 : 0, now = Now };
        return ChangeAsync(messageId, connection => connection.ExecuteAsync(
            isDeleted
                ? "UPDATE messages SET content = @content, file_url = NULL, is_deleted = 1, edited_at = @now WHERE id = @messageId"
                : "UPDATE messages SET content = @content, is_edited = 1, edited_at = @now WHERE id = @messageId AND is_deleted = 0",
            parameters));
    }

    public Task<ChatMessageRow?> ToggleAsync(string messageId, MessageFlag flag)
    {
        var column = flag == MessageFlag.Pinned ? "is_pinned" : "is_starred";
        return ChangeAsync(messageId, connection =>
            connection.ExecuteAsync($"UPDATE messages SET {column} = 1 - {column} WHERE id = @messageId", new { messageId }));
    }

    public Task<ChatMessageRow?> ReactAsync(string messageId, string userId, string emoji)
    {
        var parameters = new { id = StableId.Of("reaction", messageId, userId, emoji), messageId, userId, emoji, now = Now };
        return ChangeAsync(messageId, async connection =>
        {
            if (await connection.ExecuteAsync("DELETE FROM message_reactions WHERE id = @id", parameters) == 0)
            {
                await connection.ExecuteAsync(
                    """
                    INSERT INTO message_reactions (id, message_id, user_id, emoji, created_at)
                    VALUES (@id, @messageId, @userId, @emoji, @now)
                    ON CONFLICT (id) DO NOTHING
                    """,
                    parameters);
            }
        });
    }

    public Task ReportAsync(string messageId, string userId, string reason)
    {
        var parameters = new { id = StableId.Of("report", messageId, userId), messageId, userId, reason, now = Now };
        return database.WriteAsync(connection => connection.ExecuteAsync(
            """
            INSERT INTO message_reports (id, message_id, user_id, reason, created_at) VALUES (@id, @messageId, @userId, @reason, @now)
            ON CONFLICT (id) DO UPDATE SET reason = excluded.reason
            """,
            parameters));
    }

    public Task<string> MarkProjectReadAsync(string projectId, string userId)
    {
        var now = time.GetUtcNow();
        var parameters = new
        {
            id = StableId.Of("last-read", projectId, userId), projectId, userId, now = database.Dialect.ToTimestamp(now),
        };
        return database.WriteAsync(async connection =>
        {
            await connection.ExecuteAsync(UpsertLastRead, parameters);
            return IsoTime.Format(now);
        });
    }

    public Task<IReadOnlyList<UnreadProject>> CountUnreadAsync(string userId, IReadOnlyList<ProjectRow> projects) =>
        database.ReadAsync<IReadOnlyList<UnreadProject>>(async connection =>
        {
            var counts = new Dictionary<string, long>(StringComparer.Ordinal);
            foreach (var part in projects.Chunk(400))
            {
                var parameters = new DynamicParameters(new { userId });
                var statement = SelectUnread(SqlList.Add(parameters, part.Select(p => p.Id)));
                foreach (var row in await connection.QueryAsync<Unread>(statement, parameters))
                {
                    counts[row.ProjectId] = row.Count;
                }
            }

            var list = new List<UnreadProject>();
            foreach (var project in projects)
            {
                var last = await connection.QueryFirstOrDefaultAsync<Last>(SelectLast, new { projectId = project.Id });
                list.Add(new UnreadProject(
                    project.Id, project.Name, counts.GetValueOrDefault(project.Id), Iso(last?.CreatedAt), Preview(last?.Content)));
            }

            return list;
        });

    // Stored moments compare as they are: all of them were written by the dialect.
    private static string SelectUnread(string projects) =>
        $"""
        SELECT project_id AS ProjectId, COUNT(*) AS Count FROM messages m
        WHERE project_id IN {projects} AND sender_id <> @userId AND is_deleted = 0
          AND NOT EXISTS (SELECT 1 FROM message_receipts r WHERE r.message_id = m.id AND r.user_id = @userId AND r.read_at IS NOT NULL)
          AND NOT EXISTS (SELECT 1 FROM project_last_read l
                          WHERE l.project_id = m.project_id AND l.user_id = @userId AND l.last_read_at >= m.created_at)
        GROUP BY project_id
        """;

    private Task<ChatMessageRow?> ChangeAsync(string messageId, Func<DbConnection, Task> change) =>
        database.WriteAsync(async connection =>
        {
            await change(connection);
            return await ReadAsync(connection, messageId);
        });

    private string? Iso(object? moment) => moment is null ? null : IsoTime.Format(database.Dialect.FromTimestamp(moment));

    // Not through the middle of a surrogate pair.
    private static string? Preview(string? content) =>
        content is not { Length: > 100 } ? content : content[..(char.IsHighSurrogate(content[99]) ? 99 : 100)];

    private sealed class Unread
    {
        public string ProjectId { get; init; } = "";

        public long Count { get; init; }
    }

    private sealed class Last
    {
        public object? CreatedAt { get; init; }

        public string? Content { get; init; }
    }
}
