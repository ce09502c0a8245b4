using System.Globalization;
using Npgsql;

namespace SocketIoCompat.Handlers.Storage.Postgres;

/// <summary>The first and the last statements of a transaction that writes.</summary>
internal static class PostgresTransaction
{
    // "SocketIo" as a number: all servers on one database agree on it.
    private const long WriterLock = 0x536f636b6574496f;

    /// <summary>
    /// Begins, and waits until no other server writes: its work may then read before it writes, as on SQLite, and two servers that start
    /// at once upgrade one after the other. A server that stops in the midst loses its turn. On a copy that only reads it fails.
    /// </summary>
    public static async Task BeginAsync(NpgsqlConnection connection, TimeSpan lockTimeout, TimeSpan idleTimeout)
    {
        var sql = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
            SET LOCAL lock_timeout = {(long)lockTimeout.TotalMilliseconds};
            SET LOCAL idle_in_transaction_session_timeout = {(long)idleTimeout.TotalMilliseconds};
            SELECT pg_advisory_xact_lock({WriterLock})
            """);
        await using var command = new NpgsqlCommand(sql, connection);
        command.CommandTimeout = (int)Math.Ceiling(lockTimeout.TotalSeconds) + 5; // the lock's own time is over first
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>
    /// Commits. A transaction that has failed would answer COMMIT with a rollback and no error; the statement before it fails then.
    /// It also finds what deferred constraints refuse while it is still known that nothing was stored.
    /// </summary>
    public static Task CommitAsync(NpgsqlConnection connection) => ExecuteAsync(connection, "SET CONSTRAINTS ALL IMMEDIATE; COMMIT");

    public static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
