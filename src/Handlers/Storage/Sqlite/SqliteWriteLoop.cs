using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace SocketIoCompat.Handlers.Storage.Sqlite;

/// <summary>
/// Writes in batches: all that waits, up to the batch's size, shares one transaction and so one commit.
/// A savepoint around each piece of work keeps the failure of one from the others.
/// </summary>
internal sealed class SqliteWriteLoop(SqliteConnection connection, DatabaseOptions options, ILogger logger)
    : SqliteLoop("sqlite writer", connection, options, logger)
{
    private readonly List<DatabaseWork> _batch = new(options.MaxBatch);

    protected override void Run(DatabaseWork first)
    {
        Queue.FillBatch(_batch, first);
        try
        {
            Execute("BEGIN IMMEDIATE");
            foreach (var work in _batch)
            {
                RunAlone(work);
            }

            Execute("COMMIT");
        }
        catch (Exception exception)
        {
            // The transaction itself failed (disk full, file locked): all of its work did.
            Rollback();
            foreach (var work in _batch)
            {
                work.Fail(exception);
            }
        }

        foreach (var work in _batch)
        {
            work.Complete();
        }
    }

    private void RunAlone(DatabaseWork work)
    {
        Execute("SAVEPOINT work");
        RunHere(work);
        if (work.Error is not null)
        {
            Execute("ROLLBACK TO work");
        }

        Execute("RELEASE work");
    }

    private void Rollback()
    {
        try
        {
            Execute("ROLLBACK");
        }
        catch (Exception exception) when (exception is SqliteException or InvalidOperationException)
        {
            // SQLite has rolled back by itself (disk full, I/O error): no transaction is active.
        }
    }

    private void Execute(string sql)
    {
        using var command = Connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
