using System.Data.Common;
using Dapper;
using SocketIoCompat.Handlers.Classroom.Contracts;
using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.Handlers.Classroom.Stores;

/// <summary><see cref="IChatStore"/> over the documented <c>chat_messages</c> table.</summary>
internal sealed class SqlChatStore(IDatabase database, ClassroomSql sql) : IChatStore
{
    private readonly Lazy<TableInsert> _insert = new(() => new TableInsert(
        database.Schema["chat_messages"],
        database.Dialect,
        onConflict: "",
        "id",
        "session_id",
        "sender_id",
        "sender_type",
        "message_text",
        "correction_text",
        "created_at",
        "file_name",
        "file_type",
        "file_size",
        "file_url_length",
        "file_url"));

    public Task<ChatMessage?> AppendAsync(ChatMessage message, DateTimeOffset sentAt, long maxFileBytes)
    {
        var insert = _insert.Value;
        var parameters = insert.Parameters(
            sentAt,
            ("id", message.Id),
            ("session_id", message.SessionId),
            ("sender_id", message.SenderId),
            ("sender_type", UserTypeName.Of(message.SenderType)),
            ("message_text", StoredText.Of(message.Text)),
            ("correction_text", StoredText.Of(message.Correction)),
            ("created_at", database.Dialect.ToTimestamp(sentAt)),
            ("file_name", StoredText.Of(message.FileName)),
            ("file_type", message.FileType),
            ("file_size", message.FileSize),
            ("file_url_length", message.FileUrl?.Length),
            ("file_url", message.FileUrl));
        var bytes = 2L * (message.Text.Length + (message.Correction?.Length ?? 0) + (message.FileUrl?.Length ?? 0));
        return message.FileUrl is null && !insert.GeneratesId
            ? StoreAsync(message, insert.Sql, parameters, bytes)
            : database.WriteAsync(connection => StoreAsync(connection, message, insert, parameters, maxFileBytes), bytes);
    }

    public Task<IReadOnlyList<ChatMessage>> ReadNewestAsync(string sessionId, HistoryLimits limits) =>
        database.ReadAsync<IReadOnlyList<ChatMessage>>(async connection =>
        {
            var rows = await connection.QueryAsync<MessageRow>(
                sql.SelectNewestMessages, new { sessionId, count = limits.MaxMessages });
            var budget = new HistoryBudget(limits.MaxBytes);
            var inline = new List<string>();
            var messages = new List<ChatMessage>();
            foreach (var row in rows)
            {
                if (!budget.TryTakeText(row.Id, row.SessionId, row.SenderId, row.Text, row.Correction, row.FileName))
                {
                    break;
                }

                if (row.FileUrlLength > 0 && budget.TryTakeFile(row.FileUrlLength))
                {
                    inline.Add(row.Id);
                }

                messages.Add(ToMessage(row, limits.LinkTo));
            }

            await PutInlineAsync(connection, inline, messages);
            messages.Reverse();
            return messages;
        });

    public Task<StoredFile?> FindFileAsync(string messageId) =>
        database.ReadAsync(connection =>
            connection.QueryFirstOrDefaultAsync<StoredFile>(sql.SelectFile, new { messageId }));

    private async Task<ChatMessage?> StoreAsync(ChatMessage message, string statement, DynamicParameters parameters, long bytes)
    {
        await database.ExecuteAsync(statement, parameters, bytes);
        return message;
    }

    private static async Task<ChatMessage?> StoreAsync(
        DbConnection connection, ChatMessage message, TableInsert insert, DynamicParameters parameters, long maxFileBytes)
    {
        if (message.FileUrl is { } file &&
            await connection.ExecuteScalarAsync<long>(ClassroomSql.SumFileUrls, new { sessionId = message.SessionId }) >
            maxFileBytes - file.Length)
        {
            return null;
        }

        if (insert.GeneratesId)
        {
            return message with { Id = (await connection.ExecuteScalarAsync<string>(insert.SqlReturningId, parameters))! };
        }

        await connection.ExecuteAsync(insert.Sql, parameters);
        return message;
    }

    private async Task PutInlineAsync(DbConnection connection, List<string> inline, List<ChatMessage> messages)
    {
        if (inline.Count == 0)
        {
            return;
        }

        var parameters = new DynamicParameters();
        var files = await connection.QueryAsync<FileRow>(sql.SelectFileUrls(parameters, inline), parameters);
        var urls = files.ToDictionary(f => f.Id, f => f.Url, StringComparer.Ordinal);
        for (var i = 0; i < messages.Count; i++)
        {
            if (urls.TryGetValue(messages[i].Id, out var url))
            {
                messages[i] = messages[i] with { FileUrl = url };
            }
        }
    }

    private ChatMessage ToMessage(MessageRow row, Func<string, string> linkTo) => new()
    {
        Id = row.Id,
        SessionId = row.SessionId,
        SenderId = row.SenderId,
        SenderType = UserTypeName.Parse(row.SenderType) ?? UserType.Student,
        Text = row.Text,
        Timestamp = IsoTime.Format(database.Dialect.FromTimestamp(row.CreatedAt)),
        Correction = string.IsNullOrEmpty(row.Correction) ? null : row.Correction,
        FileUrl = row.FileUrlLength > 0 ? linkTo(row.Id) : null,
        FileName = row.FileName,
        FileType = row.FileType,
        FileSize = row.FileSize,
    };

    private sealed class MessageRow
    {
        public string Id { get; init; } = "";

        public string SessionId { get; init; } = "";

        public string SenderId { get; init; } = "";

        public string SenderType { get; init; } = "";

        public string Text { get; init; } = "";

        public string? Correction { get; init; }

        public object CreatedAt { get; init; } = "";

        public string? FileName { get; init; }

        public string? FileType { get; init; }

        public long? FileSize { get; init; }

        public long FileUrlLength { get; init; }
    }

    private sealed class FileRow
    {
        public string Id { get; init; } = "";

        public string Url { get; init; } = "";
    }
}
