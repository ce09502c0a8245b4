namespace SocketIoCompat;

/// <summary>What operators see and may do: the protocol of <c>@socket.io/admin-ui</c>, and the status feed.</summary>
public sealed class AdminOptions
{
    /// <summary>The operator's name. Required.</summary>
    public string Username { get; set; } = string.Empty;

    /// <summary>The operator's password: at least 12 characters, outside Development. Required.</summary>
    public string Password { get; set; } = string.Empty;

    /// <summary>The namespace of the admin UI. Default <c>/admin</c>, which is what the UI proposes.</summary>
    public string Namespace { get; set; } = "/admin";

    /// <summary>The namespace of the status feed. Default <c>/status</c>.</summary>
    public string StatusNamespace { get; set; } = "/status";

    /// <summary>
    /// Whether the UI may emit events, disconnect clients and change their rooms. Default false, as in Node: an operator may.
    /// </summary>
    public bool IsReadOnly { get; set; }

    /// <summary>
    /// Whether the UI is shown single sockets, rooms and events, which costs work for each of them (Node: <c>mode: "development"</c>).
    /// Default false: counts only.
    /// </summary>
    public bool ShowsDetails { get; set; }

    /// <summary>The server's name in the UI. Default: the machine's, so that servers of one machine need names of their own.</summary>
    public string ServerId { get; set; } = Environment.MachineName;

    /// <summary>Namespaces whose sockets and events the UI is not shown; they count all the same. Default: none.</summary>
    public IList<string> ExcludedNamespaces { get; } = [];

    /// <summary>How many times a minute one address may offer a wrong or right credential. Default 10: people type slower.</summary>
    public int AttemptsPerMinute { get; set; } = 10;

    /// <summary>How long a session id stands for the password. Default 24 hours, as in Node.</summary>
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(24);
}
