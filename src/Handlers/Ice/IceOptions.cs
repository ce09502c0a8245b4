namespace SocketIoCompat.Handlers.Ice;

/// <summary>The servers that help pages to reach each other.</summary>
internal sealed class IceOptions
{
    /// <summary>STUN servers, which need no credential: <c>stun:stun.example:3478</c>. Default none: nobody is told that a call takes place.</summary>
    public IReadOnlyList<string> Servers { get; set; } = [];

    /// <summary>TURN servers: <c>turn:turn.example:3478?transport=udp</c>, <c>turns:…</c>. Default none.</summary>
    public IReadOnlyList<string> TurnUrls { get; set; } = [];

    /// <summary>The secret that the TURN servers share with this one (coturn: <c>static-auth-secret</c>). Required with <see cref="TurnUrls"/>.</summary>
    public string? TurnSecret { get; set; }

    /// <summary>How long a credential is good, in which a call has to begin. Default one hour: it is told to browsers, and may leak.</summary>
    public TimeSpan TurnLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Which ways pages may take: <c>all</c>, or <c>relay</c> for the TURN servers alone, so that neither side learns the other's address.
    /// Default <c>all</c>: a direct way is the fastest.
    /// </summary>
    public string TransportPolicy { get; set; } = All;

    public const string All = "all";

    public const string Relay = "relay";
}
