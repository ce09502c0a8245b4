using Dapper;
using Npgsql;

namespace SocketIoCompat.Handlers.Storage.Postgres;

/// <summary>
/// Statements that stand beside each other in a batch go to the database in one trip: under load it is the trips that cost time, and
/// with them it would be a busy machine's scheduler that says how many messages are stored.
/// </summary>
internal static class PostgresStatements
{
    /// <summary>How many pieces of work from this one on are statements.</summary>
    public static int Count(List<DatabaseWork> batch, int from)
    {
        var count = 0;
        while (from + count < batch.Count && batch[from + count] is StatementWork)
        {
            count++;
        }

        return count;
    }

    /// <summary>Runs them. Returns why one of them failed, which leaves none of them done; throws when the database is away.</summary>
    public static async Task<Exception?> RunAsync(NpgsqlConnection connection, IEnumerable<StatementWork> statements)
    {
        await using var trip = new NpgsqlBatch(connection);
        foreach (var statement in statements)
        {
            trip.BatchCommands.Add(ToCommand(statement));
        }

        try
        {
            await trip.ExecuteNonQueryAsync();
            return null;
        }
        catch (Exception exception) when (!PostgresErrors.IsAway(exception))
        {
            return exception;
        }
    }

    private static NpgsqlBatchCommand ToCommand(StatementWork statement)
    {
        var command = new NpgsqlBatchCommand(statement.Sql);
        foreach (var name in statement.Parameters.ParameterNames)
        {
            command.Parameters.Add(new NpgsqlParameter(name, statement.Parameters.Get<object?>(name) ?? DBNull.Value));
        }

        return command;
    }
}
