using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.SupportSessions;

/// <summary>The settings of the support sessions, section <c>SupportSessions</c> of the configuration.</summary>
internal sealed class SupportOptions
{
    /// <summary>
    /// The first customer and the first agents who join a session take its free places, and a session that nobody booked is made.
    /// Default: on in Development, unless rooms have the original's names, because then the id may be another system's session; always
    /// off elsewhere.
    /// </summary>
    public bool? TakePlacesOnJoin { get; set; }

    /// <summary>
    /// How rooms are named. Default <see cref="RoomNaming.Prefixed"/>; <see cref="RoomNaming.Compatible"/> for as long as Node servers of
    /// the original are in the same cluster.
    /// </summary>
    public RoomNaming RoomNames { get; set; }

    /// <summary>How many agents a session may have at once. Default 1, as the original.</summary>
    public int MaxAgents { get; set; } = 1;

    /// <summary>Disconnects a socket when its token's time is over, unless <c>reauthenticate</c> brought another one. Default off: the cookie lasts a week.</summary>
    public bool CloseOnTokenExpiry { get; set; }

    /// <summary>
    /// The attributes <c>Secure; SameSite=None</c> of the cookie, which a page on another host needs. Browsers take it from
    /// <c>http://localhost</c> too. Default on; off means <c>SameSite=Lax</c> without <c>Secure</c>, for plain HTTP elsewhere.
    /// </summary>
    public bool SecureCookie { get; set; } = true;

    /// <summary>What writes down what is said: <c>echo</c>, which only says how much it heard, or <c>off</c>. Default <c>echo</c> in Development, else <c>off</c>.</summary>
    public string? Transcription { get; set; }

    /// <summary>The teams that sessions are booked with. Default one, <c>Support</c>.</summary>
    public IList<string> Teams { get; } = [];

    /// <summary>The longest chat text, in UTF-16 units. Default 10 000: several pages.</summary>
    public int MaxTextLength { get; set; } = 10_000;

    /// <summary>The largest signal that is relayed, in bytes. Default 256 KiB; session descriptions have some ten.</summary>
    public int MaxSignalBytes { get; set; } = 256 * 1024;

    /// <summary>The largest piece of audio, in bytes. Default 64 KiB; the page sends 3328.</summary>
    public int MaxAudioBytes { get; set; } = 64 * 1024;

    /// <summary>How many events one socket may send each second in the long run; more are dropped. Default 100, least 30.</summary>
    public int EventsPerSecond { get; set; } = 100;

    /// <summary>How many events one socket may send at once. Default 300, least 25.</summary>
    public int EventBurst { get; set; } = 300;

    /// <summary>A socket that has had events dropped in this many seconds in a row is disconnected. Default 10.</summary>
    public int AbuseSeconds { get; set; } = 10;
}
