using Dapper;

namespace SocketIoCompat.Handlers.Storage;

/// <summary>Work that is one statement whose result nobody needs: several may go to a database in one trip.</summary>
internal sealed class StatementWork(string sql, DynamicParameters parameters, long bytes)
    : DatabaseWork<int>(connection => connection.ExecuteAsync(sql, parameters), bytes)
{
    public string Sql { get; } = sql;

    public DynamicParameters Parameters { get; } = parameters;
}
