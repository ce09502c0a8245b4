using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace SocketIoCompat.Handlers.Storage.Postgres;

/// <summary>What an error of PostgreSQL means for whoever has to decide whether to try again.</summary>
internal static class PostgresErrors
{
    /// <summary>
    /// The database went away, or is not there yet: another connection may find it again. A time that was exceeded is not among them,
    /// because whoever waits has waited long enough.
    /// </summary>
    public static bool IsAway(Exception exception) => exception switch
    {
        // Connection exceptions (class 08), shutdowns (57P01 to 57P03), too many connections.
        PostgresException postgres => postgres.SqlState.StartsWith("08", StringComparison.Ordinal) ||
            postgres.SqlState is "57P01" or "57P02" or "57P03" or "53300",
        NpgsqlException { InnerException: IOException or SocketException } => true,
        SocketException or IOException => true,
        _ => false,
    };

    /// <summary>Neither a <see cref="System.Data.Common.DbException"/> nor a <see cref="DatabaseBusyException"/>, which the callers of a database expect.</summary>
    public static bool IsUnexpected(Exception exception) =>
        exception is TimeoutException or SocketException or IOException or ObjectDisposedException or EncoderFallbackException;

    /// <summary>The exception as the callers expect it.</summary>
    public static Exception ForCallers(Exception exception) => exception switch
    {
        EncoderFallbackException => new NpgsqlException("The text is not well-formed Unicode.", exception),
        _ when IsUnexpected(exception) => new DatabaseBusyException("The database cannot be reached.", exception),
        _ => exception,
    };
}
