namespace SocketIoCompat.Server;

/// <summary>
/// The program's arguments: settings, as the environment has them. The configuration ignores what it does not understand,
/// and a server that starts otherwise than it was told is worse than one that does not start.
/// </summary>
internal static class CommandLine
{
    /// <summary>The answer to <c>--help</c>.</summary>
    public const string Usage =
        """
        SocketIoCompat.Server [--SETTING=VALUE]...

          --PORTS=8766,8767                 the ports to listen on
          --DATABASE_URL=sqlite:path        the database; or postgresql://user:password@host:port/database
          --FRONTEND_URL=https://app.test   the pages that may use the server with cookies
          --LOG_FILE=path                   a log file beside the console
          --environment=Development         unsigned identities and sign-in for everybody, on this machine only
          --Classroom:HistoryMessages=50    a setting of a section

        Every setting may be an environment variable as well; docs/configuration.md lists them all.
        """;

    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "PORTS", "PORT", "DATABASE_URL", "FRONTEND_URL", "FRONTEND_URLS", "CORS_ORIGIN", "LOG_FILE", "ALLOW_INSECURE",
        "ADMIN_USERNAME", "ADMIN_PASSWORD", "JWT_SECRET", "JWT_PUBLIC_KEY", "COOKIE_SECRET", "REDIS_URL", "REDIS_ADAPTER", "ICE_SERVERS", "ICE_TRANSPORT_POLICY",
        "TURN_URLS", "TURN_SECRET", "TURN_TTL",
        "TRUSTED_PROXIES", "environment", "urls", "AllowedHosts", "shutdownTimeoutSeconds",
    };

    private static readonly HashSet<string> Sections = new(StringComparer.OrdinalIgnoreCase)
    {
        "Admin", "Classroom", "Database", "DataProtection", "Kestrel", "Logging", "Login", "MeetingRooms", "ProjectChat", "Recordings", "Redis", "Serilog", "Server",
        "SocketIO", "SupportSessions", "UserCalls",
    };

    /// <summary>True when the usage is asked for.</summary>
    public static bool AsksForHelp(IEnumerable<string> arguments) =>
        arguments.Any(argument => argument is "--help" or "-h" or "-?" or "/?");

    /// <summary>The sentence about the first argument that is no setting; null when all are.</summary>
    public static string? FindFault(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? argument : argument[..equals];
            if (!name.StartsWith("--", StringComparison.Ordinal) || !IsSetting(name[2..]))
            {
                return $"Unknown argument '{name}': settings are written --PORTS=8766; --help shows more.";
            }

            if (equals >= 0)
            {
                continue;
            }

            i++;
            if (i == arguments.Count || arguments[i].StartsWith("--", StringComparison.Ordinal))
            {
                return $"The argument '{name}' needs a value: {name}=VALUE.";
            }
        }

        return null;
    }

    private static bool IsSetting(string name)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? Names.Contains(name) : Sections.Contains(name[..colon]) && colon < name.Length - 1;
    }
}
