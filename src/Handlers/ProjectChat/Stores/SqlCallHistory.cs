using Dapper;
using SocketIoCompat.Handlers.ProjectChat.Calls;
using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.Handlers.ProjectChat.Stores;

/// <summary><see cref="ICallHistory"/> over the tables <c>project_calls</c> and <c>project_call_users</c>.</summary>
internal sealed class SqlCallHistory(IDatabase database) : ICallHistory
{
    private const string Upsert =
        """
        INSERT INTO project_calls
            (id, project_id, caller_id, call_type, status, revision, is_group, started_at, answered_at, ended_at)
        VALUES (@id, @projectId, @callerId, @type, @status, @revision, @isGroup, @startedAt, @answeredAt, @endedAt)
        ON CONFLICT (id) DO UPDATE SET
            status = excluded.status, revision = excluded.revision,
            answered_at = excluded.answered_at, ended_at = excluded.ended_at
        WHERE excluded.revision > project_calls.revision
        """;

    private const string InsertUser =
        """
        INSERT INTO project_call_users (id, call_id, user_id, position) VALUES (@id, @callId, @userId, @position)
        ON CONFLICT (id) DO NOTHING
        """;

    private const string Select =
        """
        SELECT id AS Id, project_id AS ProjectId, caller_id AS CallerId, call_type AS Type, status AS Status, revision AS Revision,
               is_group AS IsGroup, started_at AS StartedAt, answered_at AS AnsweredAt, ended_at AS EndedAt
        FROM project_calls WHERE project_id = @projectId ORDER BY started_at DESC, id LIMIT @count
        """;

    private volatile Task _lastRecord = Task.CompletedTask;

    public Task RecordAsync(CallRecord call)
    {
        var dialect = database.Dialect;
        var parameters = new
        {
            id = call.Id,
            projectId = call.ProjectId,
            callerId = call.CallerId,
            type = call.Type,
            status = call.Status,
            revision = call.Revision,
            isGroup = call.IsGroup ? 1 : 0,
            startedAt = dialect.ToTimestamp(call.StartedAt),
            answeredAt = call.AnsweredAt is { } answered ? dialect.ToTimestamp(answered) : null,
            endedAt = call.EndedAt is { } ended ? dialect.ToTimestamp(ended) : null,
        };
        var users = call.Users
            .Select((userId, position) => new { id = $"{call.Id}/{userId}", callId = call.Id, userId, position })
            .ToArray();
        return _lastRecord = database.WriteAsync(async connection =>
        {
            await connection.ExecuteAsync(Upsert, parameters);
            foreach (var user in users)
            {
                await connection.ExecuteAsync(InsertUser, user);
            }

            return true;
        });
    }

    public async Task<IReadOnlyList<CallRecord>> ReadNewestAsync(string projectId, int count)
    {
        // Signals do not wait for the history, so whoever reads it does: a page that was told of an end finds the end.
        await _lastRecord.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await database.ReadAsync<IReadOnlyList<CallRecord>>(async connection =>
        {
            var calls = (await connection.QueryAsync<Row>(Select, new { projectId, count })).AsList();
            if (calls.Count == 0)
            {
                return [];
            }

            var parameters = new DynamicParameters();
            var statement = SelectUsers(SqlList.Add(parameters, calls.Select(c => c.Id)));
            var users = (await connection.QueryAsync<UserRow>(statement, parameters))
                .ToLookup(u => u.CallId, u => u.UserId, StringComparer.Ordinal);
            return [.. calls.Select(c => c.ToRecord(users[c.Id], database.Dialect))];
        });
    }

    private static string SelectUsers(string calls) =>
        $"SELECT call_id AS CallId, user_id AS UserId FROM project_call_users WHERE call_id IN {calls} ORDER BY position";

    private sealed class UserRow
    {
        public string CallId { get; init; } = "";

        public string UserId { get; init; } = "";
    }

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public string ProjectId { get; init; } = "";

        public string CallerId { get; init; } = "";

        public string Type { get; init; } = "";

        public string Status { get; init; } = "";

        public long Revision { get; init; }

        public long IsGroup { get; init; }

        public object StartedAt { get; init; } = "";

        public object? AnsweredAt { get; init; }

        public object? EndedAt { get; init; }

        public CallRecord ToRecord(IEnumerable<string> users, ISqlDialect dialect) => new(
            Id, (int)Revision, ProjectId, CallerId, Type, IsGroup != 0, Status, [.. users], dialect.FromTimestamp(StartedAt),
            AnsweredAt is null ? null : dialect.FromTimestamp(AnsweredAt), EndedAt is null ? null : dialect.FromTimestamp(EndedAt));
    }
}
