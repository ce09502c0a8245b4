namespace SocketIoCompat.Handlers.ProjectChat;

/// <summary>The settings of the project chat, section <c>ProjectChat</c>.</summary>
internal sealed class ProjectChatOptions
{
    /// <summary>
    /// Whether connecting with the id of a project that nobody created makes the project, and its user a member. Default null: only in
    /// Development.
    /// </summary>
    public bool? JoinUnknownProjects { get; set; }

    /// <summary>Whether a token is enough for a user whom nobody created. Default null: only in Development.</summary>
    public bool? TrustUnknownUsers { get; set; }

    /// <summary>Whether a socket is closed when its token's time is over and no other was sent. Default true.</summary>
    public bool CloseOnTokenExpiry { get; set; } = true;

    /// <summary>How long a call rings. Default 60 seconds.</summary>
    public TimeSpan RingTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long a call waits for somebody whose connection is gone. Default 10 seconds: the documented page is back after 2 or 6.
    /// </summary>
    public TimeSpan DisconnectGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many a group call takes. Default 8: each of them sends to each other.</summary>
    public int MaxGroupSize { get; set; } = 8;

    /// <summary>The time between a socket's pings. Default 30 seconds, as documented.</summary>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest message of a socket, in bytes. Default 1 MiB.</summary>
    public int MaxPayload { get; set; } = 1024 * 1024;

    /// <summary>What may wait for a slow socket, in bytes. Default 4 MiB.</summary>
    public int MaxOutboundBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>How many sockets a user may have. Default 32; a new one beyond it is closed with 1008.</summary>
    public int MaxSocketsPerUser { get; set; } = 32;

    /// <summary>How many messages a second a socket may send for long. Default 60; more are dropped.</summary>
    public int EventsPerSecond { get; set; } = 60;

    /// <summary>How many messages a socket may send at once. Default 150: two calls' candidates.</summary>
    public int EventBurst { get; set; } = 150;

    /// <summary>Dropping in this many seconds in a row closes the socket. Default 10.</summary>
    public int AbuseSeconds { get; set; } = 10;

    /// <summary>How many calls a user may start in a minute. Default 30, ten of them at once.</summary>
    public int CallsPerMinute { get; set; } = 30;

    /// <summary>The longest text of a message, in UTF-16 units. Default 10000.</summary>
    public int MaxContentLength { get; set; } = 10_000;

    /// <summary>How many of a project's messages are listed, the newest. Default 2000.</summary>
    public int HistoryLimit { get; set; } = 2000;

    /// <summary>How long the members of a project are remembered, in case another server changed them. Default 10 seconds.</summary>
    public TimeSpan RosterLifetime { get; set; } = TimeSpan.FromSeconds(10);
}
