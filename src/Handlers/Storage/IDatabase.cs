using System.Data.Common;
using Dapper;

namespace SocketIoCompat.Handlers.Storage;

/// <summary>The seam between the stores and a database product. No caller's thread ever waits for the database.</summary>
internal interface IDatabase : IAsyncDisposable
{
    /// <summary>What differs between products outside of the statements themselves.</summary>
    ISqlDialect Dialect { get; }

    /// <summary>The tables as they are in this database, after the upgrade. Empty before <see cref="StartAsync"/>.</summary>
    DatabaseSchema Schema { get; }

    /// <summary>Opens the database and adds what the registered schema versions need. Called once, before the first work.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Runs reading work. Throws <see cref="DatabaseBusyException"/> at once when too much work waits.</summary>
    /// <param name="work">May await only the connection it is given.</param>
    Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work);

    /// <summary>
    /// Runs writing work in a transaction that it may share with other work; failed work is rolled back alone.
    /// Completes after the commit. Throws <see cref="DatabaseBusyException"/> at once when too much work waits.
    /// </summary>
    /// <param name="work">May await only the connection it is given, and may run on a thread of the database's own.</param>
    /// <param name="bytes">About how much memory the work holds on to while it waits.</param>
    Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> work, long bytes = 0);

    /// <summary>
    /// Runs one statement as <see cref="WriteAsync"/> runs work. Statements that wait together go to the database together, where it is
    /// another machine: for what is written most.
    /// </summary>
    /// <param name="sql">The statement.</param>
    /// <param name="parameters">Its parameters, each added by its name.</param>
    /// <param name="bytes">As for <see cref="WriteAsync"/>.</param>
    Task ExecuteAsync(string sql, DynamicParameters parameters, long bytes = 0) =>
        WriteAsync(connection => connection.ExecuteAsync(sql, parameters), bytes);

    /// <summary>Opens a connection of the caller's own, for interfaces that are synchronous by contract and rarely used.</summary>
    DbConnection OpenConnection();
}
