using System.Globalization;
using Dapper;
using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.Handlers.Authentication.Tickets;

/// <summary><see cref="ITicketLeases"/> over the table <c>identity_tickets</c>: a row for each ticket that was extended or signed out, until its end.</summary>
internal sealed class SqlTicketLeases(IDatabase database, TimeProvider time) : ITicketLeases
{
    /// <summary>The table.</summary>
    public static readonly SchemaVersion Schema = new(
        "identity",
        1,
        [
            new TableDefinition(
                "identity_tickets",
                new ColumnDefinition("id", ColumnType.Text, PrimaryKey: true),
                new ColumnDefinition("ends_at", ColumnType.Timestamp),
                new ColumnDefinition("is_over", ColumnType.Boolean)),
        ],
        [new IndexDefinition("identity_tickets_ends_at", "identity_tickets", "ends_at")]);

    private const string DeleteEnded = "DELETE FROM identity_tickets WHERE ends_at < @now";

    private const string End =
        """
        INSERT INTO identity_tickets (id, ends_at, is_over) VALUES (@ticketId, @forgetAt, @isOver)
        ON CONFLICT (id) DO UPDATE SET ends_at = excluded.ends_at, is_over = excluded.is_over
        """;

    private const string CountOver = "SELECT COUNT(*) FROM identity_tickets WHERE id = @ticketId AND is_over";

    private const string SelectEnd = "SELECT ends_at AS EndsAt FROM identity_tickets WHERE id = @ticketId AND NOT is_over AND ends_at > @now";

    private object Now => database.Dialect.ToTimestamp(time.GetUtcNow());

    public Task<IReadOnlyCollection<string>> ExtendAsync(IReadOnlyCollection<TicketLease> leases)
    {
        if (leases.Count == 0)
        {
            return Task.FromResult<IReadOnlyCollection<string>>([]);
        }

        var (extend, parameters) = Upsert(leases);
        var ids = new DynamicParameters();
        var select = $"SELECT id FROM identity_tickets WHERE is_over AND id IN {SqlList.Add(ids, leases.Select(lease => lease.TicketId))}";
        return database.WriteAsync<IReadOnlyCollection<string>>(async connection =>
        {
            await connection.ExecuteAsync(DeleteEnded, new { now = Now });
            await connection.ExecuteAsync(extend, parameters);
            return (await connection.QueryAsync<string>(select, ids)).AsList();
        });
    }

    public Task<DateTimeOffset?> FindAsync(string ticketId) => database.ReadAsync<DateTimeOffset?>(async connection =>
        await connection.QueryFirstOrDefaultAsync<Row>(SelectEnd, new { ticketId, now = Now }) is { } row
            ? database.Dialect.FromTimestamp(row.EndsAt)
            : null);

    public Task<bool> IsOverAsync(string ticketId) => database.ReadAsync(async connection =>
        await connection.ExecuteScalarAsync<long>(CountOver, new { ticketId }) > 0);

    public Task EndAsync(string ticketId, DateTimeOffset forgetAt) => database.WriteAsync(connection => connection.ExecuteAsync(
        End, new { ticketId, forgetAt = database.Dialect.ToTimestamp(forgetAt), isOver = true }));

    // One statement for all: a whole school's lessons begin at the same minute.
    private (string Statement, DynamicParameters Parameters) Upsert(IReadOnlyCollection<TicketLease> leases)
    {
        var parameters = new DynamicParameters(new { isOver = false });
        var rows = leases.Select((lease, index) =>
        {
            var number = index.ToString(CultureInfo.InvariantCulture);
            parameters.Add("id" + number, lease.TicketId);
            parameters.Add("end" + number, database.Dialect.ToTimestamp(lease.EndsAt));
            return $"(@id{number}, @end{number}, @isOver)";
        });
        return (
            $"""
            INSERT INTO identity_tickets (id, ends_at, is_over) VALUES {string.Join(", ", rows)}
            ON CONFLICT (id) DO UPDATE SET ends_at = excluded.ends_at
            WHERE NOT identity_tickets.is_over AND identity_tickets.ends_at < excluded.ends_at
            """,
            parameters);
    }

    private sealed class Row
    {
        public object EndsAt { get; init; } = "";
    }
}
