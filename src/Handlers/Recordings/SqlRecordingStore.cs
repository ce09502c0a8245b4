using System.Data.Common;
using Dapper;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.Recordings;

/// <summary>The table <c>call_recordings</c>.</summary>
internal sealed class SqlRecordingStore(IDatabase database)
{
    /// <summary>The table.</summary>
    public static readonly SchemaVersion Schema = new(
        "recordings",
        1,
        [
            new TableDefinition(
                "call_recordings",
                new ColumnDefinition("id", ColumnType.Text, PrimaryKey: true),
                new ColumnDefinition("system", ColumnType.Text),
                new ColumnDefinition("call_id", ColumnType.Text),
                new ColumnDefinition("user_id", ColumnType.Text),
                new ColumnDefinition("user_name", ColumnType.Text),
                new ColumnDefinition("content_type", ColumnType.Text),
                new ColumnDefinition("bytes", ColumnType.Integer),
                new ColumnDefinition("duration_ms", ColumnType.Integer),
                new ColumnDefinition("created_at", ColumnType.Timestamp)),
        ],
        [
            new IndexDefinition("call_recordings_call", "call_recordings", "system", "call_id"),
            new IndexDefinition("call_recordings_user", "call_recordings", "system", "user_id"),
        ]);

    /// <summary>What it has since calls may have parts.</summary>
    public static readonly SchemaVersion Parts =
        new("recordings", 2, [new TableDefinition("call_recordings", new ColumnDefinition("part", ColumnType.Text))], []);

    // One page's worth; more would have to be paged.
    private const int MaxListed = 200;

    private const string Select =
        """
        SELECT id AS Id, system AS System, call_id AS CallId, user_id AS UserId, user_name AS UserName, content_type AS ContentType,
               bytes AS Bytes, duration_ms AS DurationMs, created_at AS CreatedAt, part AS Part
        FROM call_recordings
        """;

    private const string Insert =
        """
        INSERT INTO call_recordings (id, system, call_id, user_id, user_name, content_type, bytes, duration_ms, created_at, part)
        VALUES (@id, @system, @callId, @userId, @userName, @contentType, @bytes, @durationMs, @createdAt, @part)
        """;

    private const string OfUser = "SELECT COALESCE(SUM(bytes), 0) FROM call_recordings WHERE system = @system AND user_id = @userId";

    private const string OfSystem = "SELECT COALESCE(SUM(bytes), 0) FROM call_recordings WHERE system = @system";

    private const string OfAll = "SELECT COALESCE(SUM(bytes), 0) FROM call_recordings";

    /// <summary>What the recordings of a user take, those of his system, and all.</summary>
    public Task<RecordingSpace> MeasureAsync(string system, string userId) =>
        database.ReadAsync(connection => MeasureAsync(connection, system, userId));

    /// <summary>Keeps a recording; false when there is no space for it.</summary>
    public Task<bool> AddAsync(Recording recording, RecordingSpace max) => database.WriteAsync(async connection =>
    {
        // In the transaction that adds: two uploads that end at once do not both take the last space.
        if (max.Less(await MeasureAsync(connection, recording.System, recording.UserId)) < recording.Bytes)
        {
            return false;
        }

        await connection.ExecuteAsync(Insert, new
        {
            id = recording.Id,
            system = recording.System,
            callId = recording.CallId,
            userId = recording.UserId,
            userName = recording.UserName,
            contentType = recording.ContentType,
            bytes = recording.Bytes,
            durationMs = recording.DurationMs,
            createdAt = database.Dialect.ToTimestamp(recording.CreatedAt),
            part = recording.Part,
        });
        return true;
    });

    /// <summary>The recordings of a call, the newest first; only those of the given parts, where it has parts.</summary>
    public Task<IReadOnlyList<Recording>> ListAsync(string system, string callId, IReadOnlyList<CallPart>? parts)
    {
        if (parts is [])
        {
            return Task.FromResult<IReadOnlyList<Recording>>([]);
        }

        var parameters = new DynamicParameters(new { system, callId });
        var ofParts = parts is null ? "" : $"AND part IN {SqlList.Add(parameters, parts.Select(static p => p.Id))}";
        return QueryAsync($"WHERE system = @system AND call_id = @callId {ofParts} ORDER BY created_at DESC, id LIMIT {MaxListed}", parameters);
    }

    /// <summary>Some of the recordings of a system that were made before then.</summary>
    public Task<IReadOnlyList<Recording>> ListOlderAsync(string system, DateTimeOffset before) => QueryAsync(
        $"WHERE system = @system AND created_at < @before ORDER BY created_at LIMIT {MaxListed}",
        new DynamicParameters(new { system, before = database.Dialect.ToTimestamp(before) }));

    public Task<Recording?> FindAsync(string system, string callId, string id) => database.ReadAsync(async connection =>
        await connection.QueryFirstOrDefaultAsync<Row>(
            $"{Select} WHERE id = @id AND system = @system AND call_id = @callId", new { id, system, callId }) is { } row ? Of(row) : null);

    /// <summary>False when somebody else has removed it.</summary>
    public Task<bool> RemoveAsync(string id) => database.WriteAsync(async connection =>
        await connection.ExecuteAsync("DELETE FROM call_recordings WHERE id = @id", new { id }) == 1);

    private static async Task<RecordingSpace> MeasureAsync(DbConnection connection, string system, string userId) => new(
        await connection.ExecuteScalarAsync<long>(OfUser, new { system, userId }),
        await connection.ExecuteScalarAsync<long>(OfSystem, new { system }),
        await connection.ExecuteScalarAsync<long>(OfAll));

    private Task<IReadOnlyList<Recording>> QueryAsync(string where, DynamicParameters parameters) =>
        database.ReadAsync<IReadOnlyList<Recording>>(async connection =>
            [.. (await connection.QueryAsync<Row>($"{Select} {where}", parameters)).Select(Of)]);

    private Recording Of(Row row) => new(
        row.Id, row.System, row.CallId, row.UserId, row.UserName, row.ContentType, row.Bytes, row.DurationMs,
        row.CreatedAt is null ? DateTimeOffset.UnixEpoch : database.Dialect.FromTimestamp(row.CreatedAt))
    {
        Part = row.Part,
    };

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public string System { get; init; } = "";

        public string CallId { get; init; } = "";

        public string UserId { get; init; } = "";

        public string UserName { get; init; } = "";

        public string ContentType { get; init; } = "";

        public long Bytes { get; init; }

        public long? DurationMs { get; init; }

        public object? CreatedAt { get; init; }

        public string? Part { get; init; }
    }
}
