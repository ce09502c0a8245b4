using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.Handlers.Classroom.Stores;

/// <summary><see cref="ISessionStore"/> over the documented <c>sessions</c> and <c>session_participants</c> tables.</summary>
internal sealed class SqlSessionStore(
    IDatabase database, ClassroomSql sql, TimeProvider time, IOptions<ClassroomOptions> options) : ISessionStore
{
    private readonly string _instance = options.Value.InstanceName;

    private readonly Lazy<TableInsert> _insertSession = new(() => new TableInsert(
        database.Schema["sessions"],
        database.Dialect,
        onConflict: "ON CONFLICT (id) DO NOTHING",
        "id",
        "tutor_id",
        "student_id",
        "status",
        "start_time",
        "end_time",
        "duration_minutes",
        "created_by_join",
        "created_at"));

    private readonly Lazy<TableInsert> _insertParticipant = new(() => new TableInsert(
        database.Schema["session_participants"],
        database.Dialect,
        onConflict: "",
        "id",
        "session_id",
        "user_id",
        "user_type",
        "socket_id",
        "instance_name",
        "is_active",
        "joined_at",
        "left_at"));

    public Task<ClassroomSession?> FindAsync(string sessionId) =>
        database.ReadAsync(connection => SelectAsync(connection, sessionId));

    public Task<bool> CreateAsync(ClassroomSession session, DateTimeOffset? startTime = null, int? durationMinutes = null)
    {
        var now = time.GetUtcNow();
        var insert = _insertSession.Value;
        var parameters = insert.Parameters(
            now,
            ("id", session.Id),
            ("tutor_id", session.TutorId),
            ("student_id", session.StudentId),
            ("status", session.Status),
            ("start_time", startTime is { } start ? database.Dialect.ToTimestamp(start) : null),
            ("end_time", null),
            ("duration_minutes", durationMinutes),
            ("created_by_join", session.CreatedByJoin),
            ("created_at", database.Dialect.ToTimestamp(now)));
        return database.WriteAsync(async connection => await connection.ExecuteAsync(insert.Sql, parameters) == 1);
    }

    public Task<ClassroomSession?> ClaimAsync(string sessionId, ClassroomUser user, string? holder) =>
        database.WriteAsync(async connection =>
        {
            var claim = user.Type == UserType.Tutor ? ClassroomSql.ClaimTutor : ClassroomSql.ClaimStudent;
            await connection.ExecuteAsync(claim, new { sessionId, userId = user.UserId, holder = holder ?? "" });
            return await SelectAsync(connection, sessionId);
        });

    public Task RecordJoinAsync(string sessionId, ClassroomUser user, string socketId) =>
        database.WriteAsync(async connection =>
        {
            var now = time.GetUtcNow();
            var rows = await ParticipantRowsAsync(connection, sessionId, user);
            if (rows.Count > 0)
            {
                return await connection.ExecuteAsync(sql.UpdateParticipant, new
                {
                    id = rows[0].Id,
                    userType = UserTypeName.Of(user.Type),
                    socketId,
                    instance = _instance,
                    active = true,
                    now = database.Dialect.ToTimestamp(now),
                });
            }

            var insert = _insertParticipant.Value;
            return await connection.ExecuteAsync(insert.Sql, insert.Parameters(
                now,
                ("id", ClassroomIds.NewId()),
                ("session_id", sessionId),
                ("user_id", user.UserId),
                ("user_type", UserTypeName.Of(user.Type)),
                ("socket_id", socketId),
                ("instance_name", _instance),
                ("is_active", true),
                ("joined_at", database.Dialect.ToTimestamp(now)),
                ("left_at", null)));
        });

    public Task RecordLeaveAsync(string sessionId, ClassroomUser user) =>
        database.WriteAsync(connection => EndAsync(connection, sessionId, user));

    public Task RecordLostAsync() =>
        database.WriteAsync(async connection =>
        {
            var rows = await connection.QueryAsync<LostRow>(ClassroomSql.SelectLostParticipants, new { instance = _instance });
            var ended = 0;
            foreach (var row in rows)
            {
                var user = new ClassroomUser(row.UserId, UserTypeName.Parse(row.UserType) ?? UserType.Student);
                ended += await EndAsync(connection, row.SessionId, user);
            }

            return ended;
        });

    public Task MarkStartedAsync(string sessionId) =>
        database.WriteAsync(connection => connection.ExecuteAsync(
            ClassroomSql.MarkStarted, new { sessionId, now = database.Dialect.ToTimestamp(time.GetUtcNow()) }));

    public Task MarkCompletedAsync(string sessionId) =>
        database.WriteAsync(async connection =>
        {
            var now = time.GetUtcNow();
            var row = await connection.QueryFirstOrDefaultAsync<StartRow>(ClassroomSql.SelectStart, new { sessionId });
            if (row is null)
            {
                return 0;
            }

            var minutes = row.StartTime is null ? (int?)null : Minutes(database.Dialect.FromTimestamp(row.StartTime), now);
            return await connection.ExecuteAsync(
                ClassroomSql.MarkCompleted, new { sessionId, minutes, now = database.Dialect.ToTimestamp(now) });
        });

    private static int Minutes(DateTimeOffset start, DateTimeOffset end) =>
        Math.Max(0, (int)Math.Round((end - start).TotalMinutes));

    private static async Task<ClassroomSession?> SelectAsync(DbConnection connection, string sessionId)
    {
        var row = await connection.QueryFirstOrDefaultAsync<SessionRow>(ClassroomSql.SelectSession, new { sessionId });
        return row is null
            ? null
            : new ClassroomSession(
                row.Id,
                string.IsNullOrEmpty(row.TutorId) ? null : row.TutorId,
                string.IsNullOrEmpty(row.StudentId) ? null : row.StudentId,
                row.Status ?? SessionStatus.Scheduled,
                row.CreatedByJoin);
    }

    private async Task<int> EndAsync(DbConnection connection, string sessionId, ClassroomUser user)
    {
        var rows = await ParticipantRowsAsync(connection, sessionId, user);
        if (rows is not [{ IsActive: true } active, .. var others])
        {
            return 0;
        }

        // The documented UNIQUE (session_id, user_id, is_active) has room for one row of the past: it takes over the times.
        var past = others.FirstOrDefault(r => !r.IsActive);
        if (past is not null)
        {
            await connection.ExecuteAsync(sql.DeleteParticipant, new { id = active.Id });
        }

        return await connection.ExecuteAsync(sql.EndParticipant, new
        {
            id = (past ?? active).Id,
            inactive = false,
            joinedAt = active.JoinedAt is { } joined ? database.Dialect.ToTimestamp(database.Dialect.FromTimestamp(joined)) : null,
            now = database.Dialect.ToTimestamp(time.GetUtcNow()),
        });
    }

    private static async Task<List<ParticipantRow>> ParticipantRowsAsync(
        DbConnection connection, string sessionId, ClassroomUser user) =>
        [.. await connection.QueryAsync<ParticipantRow>(
            ClassroomSql.SelectParticipant, new { sessionId, userId = user.UserId, userType = UserTypeName.Of(user.Type) })];

    private sealed class SessionRow
    {
        public string Id { get; init; } = "";

        public string? TutorId { get; init; }

        public string? StudentId { get; init; }

        public string? Status { get; init; }

        public bool CreatedByJoin { get; init; }
    }

    private sealed class StartRow
    {
        public object? StartTime { get; init; }
    }

    private sealed class LostRow
    {
        public string SessionId { get; init; } = "";

        public string UserId { get; init; } = "";

        public string? UserType { get; init; }
    }

    private sealed class ParticipantRow
    {
        public string Id { get; init; } = "";

        public bool IsActive { get; init; }

        public object? JoinedAt { get; init; }
    }
}
