using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace SocketIoCompat.Handlers.Storage.Sqlite;

/// <summary>Reads one after another; the write-ahead log lets them go on beside the writer.</summary>
internal sealed class SqliteReadLoop(SqliteConnection connection, DatabaseOptions options, ILogger logger)
    : SqliteLoop("sqlite reader", connection, options, logger)
{
    protected override void Run(DatabaseWork first)
    {
        RunHere(first);
        first.Complete();
    }
}
