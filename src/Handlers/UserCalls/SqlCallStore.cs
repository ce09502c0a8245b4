using System.Data.Common;
using Dapper;
using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.Handlers.UserCalls;

/// <summary><see cref="ICallStore"/> over the table <c>video_calls</c>.</summary>
internal sealed class SqlCallStore(IDatabase database, TimeProvider time) : ICallStore
{
    /// <summary>The table.</summary>
    public static readonly SchemaVersion Schema = new(
        "user-calls",
        1,
        [
            new TableDefinition(
                "video_calls",
                new ColumnDefinition("id", ColumnType.Text, PrimaryKey: true),
                new ColumnDefinition("host_id", ColumnType.Text),
                new ColumnDefinition("guest_id", ColumnType.Text),
                new ColumnDefinition("status", ColumnType.Text),
                new ColumnDefinition("room_name", ColumnType.Text),
                new ColumnDefinition("created_at", ColumnType.Timestamp),
                new ColumnDefinition("updated_at", ColumnType.Timestamp),
                new ColumnDefinition("started_at", ColumnType.Timestamp),
                new ColumnDefinition("ended_at", ColumnType.Timestamp)),
        ],
        [
            new IndexDefinition("video_calls_host", "video_calls", "host_id"),
            new IndexDefinition("video_calls_guest", "video_calls", "guest_id"),
        ]);

    private const string Select =
        """
        SELECT id AS Id, host_id AS HostId, guest_id AS GuestId, status AS Status, room_name AS RoomName,
               created_at AS CreatedAt, started_at AS StartedAt, ended_at AS EndedAt
        FROM video_calls WHERE id = @callId
        """;

    private const string Insert =
        """
        INSERT INTO video_calls (id, host_id, guest_id, status, room_name, created_at, updated_at)
        VALUES (@id, @hostId, @guestId, @status, @roomName, @now, @now)
        """;

    private const string Invite =
        """
        UPDATE video_calls SET guest_id = @guestId, updated_at = @now
        WHERE id = @callId AND host_id = @hostId AND guest_id IS NULL AND status <> 'ended'
        """;

    private const string Take =
        """
        UPDATE video_calls SET guest_id = @userId, updated_at = @now
        WHERE id = @callId AND host_id <> @userId AND guest_id IS NULL AND status <> 'ended'
        """;

    private const string Start =
        """
        UPDATE video_calls SET status = 'active', started_at = @now, updated_at = @now
        WHERE id = @callId AND guest_id = @userId AND status = 'pending'
        """;

    private const string End =
        """
        UPDATE video_calls SET status = 'ended', ended_at = @now, updated_at = @now
        WHERE id = @callId AND status <> 'ended' AND (host_id = @userId OR guest_id = @userId)
        """;

    private object Now => database.Dialect.ToTimestamp(time.GetUtcNow());

    public Task<VideoCall?> FindAsync(string callId) => database.ReadAsync(connection => ReadAsync(connection, callId));

    public Task CreateAsync(VideoCall call) =>
        database.WriteAsync(connection => connection.ExecuteAsync(
            Insert,
            new
            {
                id = call.Id,
                hostId = call.HostId,
                guestId = call.GuestId,
                status = call.Status,
                roomName = call.RoomName,
                now = database.Dialect.ToTimestamp(call.CreatedAt),
            }));

    public Task<VideoCall?> InviteAsync(string callId, string hostId, string guestId) =>
        ChangeAsync(callId, connection => connection.ExecuteAsync(Invite, new { callId, hostId, guestId, now = Now }));

    public Task<VideoCall?> JoinAsync(string callId, string userId) =>
        ChangeAsync(callId, async connection =>
        {
            var parameters = new { callId, userId, now = Now };
            await connection.ExecuteAsync(Take, parameters);
            await connection.ExecuteAsync(Start, parameters);
        });

    public Task<VideoCall?> EndAsync(string callId, string userId) =>
        ChangeAsync(callId, connection => connection.ExecuteAsync(End, new { callId, userId, now = Now }));

    private Task<VideoCall?> ChangeAsync(string callId, Func<DbConnection, Task> change) =>
        database.WriteAsync(async connection =>
        {
            await change(connection);
            return await ReadAsync(connection, callId);
        });

    private async Task<VideoCall?> ReadAsync(DbConnection connection, string callId)
    {
        var row = await connection.QueryFirstOrDefaultAsync<Row>(Select, new { callId });
        return row is null
            ? null
            : new VideoCall(
                row.Id, row.HostId, row.GuestId, row.Status, row.RoomName,
                Moment(row.CreatedAt) ?? DateTimeOffset.UnixEpoch, Moment(row.StartedAt), Moment(row.EndedAt));
    }

    private DateTimeOffset? Moment(object? value) => value is null ? null : database.Dialect.FromTimestamp(value);

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public string HostId { get; init; } = "";

        public string? GuestId { get; init; }

        public string Status { get; init; } = "";

        public string? RoomName { get; init; }

        public object? CreatedAt { get; init; }

        public object? StartedAt { get; init; }

        public object? EndedAt { get; init; }
    }
}
