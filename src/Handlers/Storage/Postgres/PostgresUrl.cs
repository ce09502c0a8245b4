using Npgsql;

namespace SocketIoCompat.Handlers.Storage.Postgres;

/// <summary>
/// Reads the usual form of a PostgreSQL URL,
/// <c>postgresql://[user[:password]@][host][:port][/database][?name=value&amp;…]</c> (libpq, "Connection URIs").
/// </summary>
internal static class PostgresUrl
{
    private static readonly string[] Schemes = ["postgresql://", "postgres://"];

    public static bool IsPostgres(string url) => Schemes.Any(s => url.TrimStart().StartsWith(s, StringComparison.OrdinalIgnoreCase));

    /// <summary>Throws <see cref="InvalidDataException"/> with a sentence for the operator, without the password.</summary>
    public static string ToConnectionString(DatabaseOptions options)
    {
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = "localhost",
            Timezone = "UTC", // moments of tables without time zones are UTC
            ApplicationName = "SocketIoCompat",
            Timeout = 5,
            CancellationTimeout = 1000,
            KeepAlive = 30,
            NoResetOnClose = true, // nothing is ever set beyond a transaction
            IncludeErrorDetail = false,
        };
        Read(options.Url.Trim(), builder);
        builder.CommandTimeout = (int)Math.Ceiling(options.CommandTimeout.TotalSeconds);
        builder.MaxPoolSize = options.MaxConnections;
        builder.MinPoolSize = 0;
        return builder.ConnectionString;
    }

    private static void Read(string url, NpgsqlConnectionStringBuilder builder)
    {
        var rest = url[(url.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var query = Cut(ref rest, '?');
        var database = Cut(ref rest, '/');
        if (rest.LastIndexOf('@') is >= 0 and var at)
        {
            var user = rest[..at];
            rest = rest[(at + 1)..];
            var password = Cut(ref user, ':');
            builder.Username = Decode(user);
            builder.Password = password is null ? null : Decode(password);
        }

        ReadAddress(rest, builder);
        if (!string.IsNullOrEmpty(database))
        {
            builder.Database = Decode(database);
        }

        foreach (var pair in (query ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = pair;
            var value = Decode(Cut(ref name, '=') ?? "");
            if (!TrySet(builder, Decode(name), value))
            {
                throw new InvalidDataException($"Its parameter '{Decode(name)}' is unknown, or has a value that cannot be.");
            }
        }
    }

    private static void ReadAddress(string address, NpgsqlConnectionStringBuilder builder)
    {
        if (address.Contains(',', StringComparison.Ordinal))
        {
            throw new InvalidDataException("It may name one host only.");
        }

        var end = address.StartsWith('[') ? address.IndexOf(']', StringComparison.Ordinal) + 1 : address.LastIndexOf(':');
        end = end < 0 ? address.Length : end;
        if (end < address.Length && !TrySet(builder, "port", address[(end + 1)..]))
        {
            throw new InvalidDataException("Its port is no port number.");
        }

        if (end > 0)
        {
            builder.Host = Decode(address[..end].Trim('[', ']'));
        }
    }

    private static bool TrySet(NpgsqlConnectionStringBuilder builder, string name, string value)
    {
        switch (name)
        {
            case "host": builder.Host = value; return true;
            case "user": builder.Username = value; return true;
            case "password": builder.Password = value; return true;
            case "dbname": builder.Database = value; return true;
            case "application_name": builder.ApplicationName = value; return true;
            case "options": builder.Options = value; return true;
            case "schema": builder.SearchPath = value; return true;
            case "sslrootcert": builder.RootCertificate = value; return true;
            case "sslcert": builder.SslCertificate = value; return true;
            case "sslkey": builder.SslKey = value; return true;
            case "port":
                return TrySet(value, 1, 65535, number => builder.Port = number);
            case "connect_timeout":
                return TrySet(value, 1, 1024, number => builder.Timeout = number);
            case "ssl" when value is "true" or "1":
                builder.SslMode = SslMode.Require;
                return true;
            case "sslmode" when Enum.TryParse<SslMode>(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var mode):
                builder.SslMode = mode;
                return true;
            default:
                return false;
        }
    }

    private static bool TrySet(string value, int least, int most, Action<int> set)
    {
        if (!int.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out var number) || number < least || number > most)
        {
            return false;
        }

        set(number);
        return true;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text);

    // What follows the separator, which the text then ends before; null where there is none.
    private static string? Cut(ref string text, char separator)
    {
        var index = text.IndexOf(separator, StringComparison.Ordinal);
        if (index < 0)
        {
            return null;
        }

        var rest = text[(index + 1)..];
        text = text[..index];
        return rest;
    }
}
