using Dapper;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>The table <c>meeting_take_people</c>: who was in which room while it was recorded.</summary>
internal sealed class SqlTakeStore(IDatabase database, TimeProvider time)
{
    /// <summary>The table.</summary>
    public static readonly SchemaVersion Schema = new(
        "meeting-rooms",
        1,
        [
            new TableDefinition(
                "meeting_take_people",
                new ColumnDefinition("id", ColumnType.Text, PrimaryKey: true),
                new ColumnDefinition("room_id", ColumnType.Text),
                new ColumnDefinition("meeting_id", ColumnType.Text),
                new ColumnDefinition("take_id", ColumnType.Text),
                new ColumnDefinition("person_id", ColumnType.Text),
                new ColumnDefinition("is_maker", ColumnType.Boolean),
                new ColumnDefinition("created_at", ColumnType.Timestamp)),
        ],
        [
            new IndexDefinition("meeting_take_people_person", "meeting_take_people", "person_id", "room_id"),
            new IndexDefinition("meeting_take_people_created", "meeting_take_people", "created_at"),
        ]);

    // The newest; nobody is recorded in one room so often while recordings are kept.
    private const int MaxListed = 500;

    private const string Insert =
        """
        INSERT INTO meeting_take_people (id, room_id, meeting_id, take_id, person_id, is_maker, created_at)
        VALUES (@id, @roomId, @meetingId, @takeId, @person, @isMaker, @now)
        """;

    private const string Attend = $"{Insert} ON CONFLICT (id) DO NOTHING";

    private const string Make = $"{Insert} ON CONFLICT (id) DO UPDATE SET is_maker = excluded.is_maker";

    private const string Select =
        """
        SELECT take_id AS TakeId, CASE WHEN is_maker THEN 1 ELSE 0 END AS IsMaker FROM meeting_take_people
        WHERE person_id = @person AND room_id = @roomId ORDER BY created_at DESC, take_id LIMIT @limit
        """;

    /// <summary>These were there while it was recorded.</summary>
    public Task AttendAsync(RoomTake take, IReadOnlyList<string> persons) => database.WriteAsync(async connection =>
    {
        foreach (var person in persons)
        {
            await connection.ExecuteAsync(Attend, Row(take, person, isMaker: false));
        }

        return persons.Count;
    });

    /// <summary>The one makes the recording.</summary>
    public Task MakeAsync(RoomTake take, string person) =>
        database.WriteAsync(connection => connection.ExecuteAsync(Make, Row(take, person, isMaker: true)));

    /// <summary>The one was not there, for all recordings of the meeting.</summary>
    public Task BarAsync(string meetingId, string person) => database.WriteAsync(connection => connection.ExecuteAsync(
        "DELETE FROM meeting_take_people WHERE person_id = @person AND meeting_id = @meetingId", new { person, meetingId }));

    /// <summary>What was recorded of a room while the person was in it, the newest first.</summary>
    public Task<IReadOnlyList<CallPart>> ListAsync(string roomId, string person) => database.ReadAsync<IReadOnlyList<CallPart>>(async connection =>
        [.. (await connection.QueryAsync<Taken>(Select, new { roomId, person, limit = MaxListed })).Select(static t => new CallPart(t.TakeId, t.IsMaker != 0))]);

    public Task ForgetAsync(DateTimeOffset before) => database.WriteAsync(connection => connection.ExecuteAsync(
        "DELETE FROM meeting_take_people WHERE created_at < @before", new { before = database.Dialect.ToTimestamp(before) }));

    private object Row(RoomTake take, string person, bool isMaker) => new
    {
        id = $"{take.Id}/{person}",
        roomId = take.RoomId,
        meetingId = take.MeetingId,
        takeId = take.Id,
        person,
        isMaker,
        now = database.Dialect.ToTimestamp(time.GetUtcNow()),
    };

    private sealed class Taken
    {
        public string TakeId { get; init; } = "";

        public long IsMaker { get; init; }
    }
}
