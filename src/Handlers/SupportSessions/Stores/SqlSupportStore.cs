using System.Data.Common;
using System.Globalization;
using Dapper;
using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.Handlers.SupportSessions.Stores;

/// <summary><see cref="ISupportStore"/> over the tables of <see cref="SupportSchema"/>.</summary>
internal sealed class SqlSupportStore(IDatabase database, TimeProvider time) : ISupportStore
{
    private readonly Lock _lock = new();
    private long _lastPosition;

    private object Now => database.Dialect.ToTimestamp(time.GetUtcNow());

    public Task<SupportSession?> FindAsync(string sessionId) => database.ReadAsync(connection => ReadAsync(connection, sessionId));

    public Task CreateAsync(SupportSession session)
    {
        var parameters = new
        {
            id = session.SessionId,
            objectId = session.ObjectId,
            customerId = session.CustomerId,
            team = session.Team,
            status = session.Status,
            priority = session.Priority,
            category = session.Category,
            subject = session.Subject,
            description = session.Description,
            date = session.Date is { } date ? database.Dialect.ToTimestamp(date) : null,
            now = Now,
        };
        return database.WriteAsync(connection => connection.ExecuteAsync(SupportSql.InsertSession, parameters));
    }

    public Task<SupportSession?> TakePlaceAsync(string sessionId, string userId, bool asAgent, int maxAgents) =>
        ChangeAsync(sessionId, async connection =>
        {
            if (!asAgent)
            {
                await connection.ExecuteAsync(SupportSql.TakeCustomer, new { sessionId, userId, now = Now });
            }
            else if (await ReadAsync(connection, sessionId) is { } session && !session.Has(userId))
            {
                await TakeAgentAsync(connection, sessionId, userId, maxAgents);
            }
        });

    public Task<SupportSession?> AssignAsync(string sessionId, string agentId, string byUserId, int maxAgents) =>
        ChangeAsync(sessionId, async connection =>
        {
            if (await ReadAsync(connection, sessionId) is not { } session)
            {
                return;
            }

            if (!session.AgentIds.Contains(agentId, StringComparer.Ordinal) &&
                !await TakeAgentAsync(connection, sessionId, agentId, maxAgents))
            {
                await connection.ExecuteAsync(
                    SupportSql.ReplaceAgent, new { id = Place(sessionId, maxAgents - 1), sessionId, userId = agentId });
            }

            await connection.ExecuteAsync(SupportSql.Start, new { sessionId, now = Now });
            await InsertAsync(connection, sessionId, Step("assigned", byUserId, agentId));
        });

    public Task<SupportSession?> UpdateAsync(string sessionId, string? status, string? priority, string? notes) =>
        ChangeAsync(sessionId, connection => connection.ExecuteAsync(SupportSql.Update, new { sessionId, status, priority, notes, now = Now }));

    public Task EndAsync(string sessionId, string byUserId) =>
        database.WriteAsync(async connection =>
        {
            var ended = await connection.ExecuteAsync(SupportSql.End, new { sessionId, now = Now });
            if (ended > 0)
            {
                await InsertAsync(connection, sessionId, Step("resolved", byUserId, "Session resolved"));
            }

            return ended;
        });

    public Task AppendAsync(string sessionId, SupportEntry entry) =>
        database.ExecuteAsync(SupportSql.InsertEntry, Parameters(sessionId, entry), bytes: entry.Text.Length * 2);

    public Task<IReadOnlyList<SupportEntry>> ReadEntriesAsync(string sessionId) =>
        database.ReadAsync<IReadOnlyList<SupportEntry>>(async connection =>
            [.. (await connection.QueryAsync<EntryRow>(SupportSql.SelectEntries, new { sessionId })).Select(row => new SupportEntry(
                row.Id, row.Kind, row.UserId ?? "", row.Text ?? "", row.Type, database.Dialect.FromTimestamp(row.At)))]);

    public Task<(IReadOnlyList<SupportSession> Sessions, int Total)> ListAsync(string? participantId, int offset, int count) =>
        database.ReadAsync(async connection =>
        {
            var parameters = new { userId = participantId, offset, count };
            var rows = await connection.QueryAsync<SessionRow>(
                participantId is null ? SupportSql.SelectPage : SupportSql.SelectOwnPage, parameters);
            var total = await connection.ExecuteScalarAsync<long>(
                participantId is null ? SupportSql.Count : SupportSql.CountOwn, parameters);
            return (await WithAgentsAsync(connection, [.. rows]), (int)total);
        });

    private static async Task<bool> TakeAgentAsync(DbConnection connection, string sessionId, string userId, int maxAgents)
    {
        for (var place = 0; place < maxAgents; place++)
        {
            if (await connection.ExecuteAsync(SupportSql.TakeAgent, new { id = Place(sessionId, place), sessionId, userId }) == 1)
            {
                return true;
            }
        }

        return false;
    }

    private static string Place(string sessionId, int number) => string.Create(CultureInfo.InvariantCulture, $"{sessionId}/{number:D2}");

    private SupportEntry Step(string action, string userId, string details) =>
        new(SupportIds.NewObjectId(), EntryKind.Step, userId, details, action, time.GetUtcNow());

    private Task<SupportSession?> ChangeAsync(string sessionId, Func<DbConnection, Task> change) =>
        database.WriteAsync(async connection =>
        {
            await change(connection);
            return await ReadAsync(connection, sessionId);
        });

    private Task<int> InsertAsync(DbConnection connection, string sessionId, SupportEntry entry) =>
        connection.ExecuteAsync(SupportSql.InsertEntry, Parameters(sessionId, entry));

    private DynamicParameters Parameters(string sessionId, SupportEntry entry)
    {
        var parameters = new DynamicParameters();
        parameters.Add("id", entry.Id);
        parameters.Add("sessionId", sessionId);
        parameters.Add("kind", entry.Kind);
        parameters.Add("userId", entry.UserId);
        parameters.Add("text", entry.Text);
        parameters.Add("type", entry.Type);
        parameters.Add("position", NextPosition());
        parameters.Add("at", database.Dialect.ToTimestamp(entry.At));
        return parameters;
    }

    // Two entries of one millisecond keep their order.
    private string NextPosition()
    {
        lock (_lock)
        {
            _lastPosition = Math.Max(_lastPosition + 1, time.GetUtcNow().UtcTicks);
            return _lastPosition.ToString("D19", CultureInfo.InvariantCulture);
        }
    }

    private async Task<SupportSession?> ReadAsync(DbConnection connection, string sessionId)
    {
        var rows = await connection.QueryAsync<SessionRow>(SupportSql.SelectSession, new { sessionId });
        return await WithAgentsAsync(connection, [.. rows]) is [var session] ? session : null;
    }

    private async Task<IReadOnlyList<SupportSession>> WithAgentsAsync(DbConnection connection, IReadOnlyList<SessionRow> rows)
    {
        if (rows.Count == 0)
        {
            return [];
        }

        var parameters = new DynamicParameters();
        var statement = SupportSql.SelectAgents(SqlList.Add(parameters, rows.Select(r => r.SessionId)));
        var agents = (await connection.QueryAsync<AgentRow>(statement, parameters))
            .ToLookup(a => a.SessionId, a => a.UserId, StringComparer.Ordinal);
        return [.. rows.Select(row => ToSession(row, [.. agents[row.SessionId]]))];
    }

    private SupportSession ToSession(SessionRow row, IReadOnlyList<string> agentIds) => new()
    {
        SessionId = row.SessionId,
        ObjectId = row.ObjectId ?? "",
        CustomerId = row.CustomerId,
        AgentIds = agentIds,
        Team = row.Team,
        Status = row.Status ?? SupportStatus.Pending,
        Priority = row.Priority ?? "medium",
        Category = row.Category ?? "general",
        Subject = row.Subject ?? "",
        Description = row.Description ?? "",
        Notes = row.Notes,
        Date = Moment(row.Date),
        ResolvedAt = Moment(row.ResolvedAt),
        CreatedAt = Moment(row.CreatedAt) ?? DateTimeOffset.UnixEpoch,
        UpdatedAt = Moment(row.UpdatedAt) ?? DateTimeOffset.UnixEpoch,
    };

    private DateTimeOffset? Moment(object? value) => value is null ? null : database.Dialect.FromTimestamp(value);
}
