using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary>The classroom's settings, section <c>Classroom</c> of the configuration.</summary>
internal sealed class ClassroomOptions
{
    /// <summary>
    /// Accepts identities that anybody can write: unsigned JSON in a cookie or in <c>auth.token</c>, as the original system did.
    /// Default: on in Development, off elsewhere. Never makes an admin outside Development.
    /// </summary>
    public bool? TrustUnsignedIdentity { get; set; }

    /// <summary>
    /// The secret of cookies that another program made, an identity's JSON with its signature behind it: they are believed like this
    /// server's own. Falls back to <c>COOKIE_SECRET</c>. Default none; outside Development one of less than 32 bytes is not used.
    /// </summary>
    public string? CookieSecret { get; set; }

    /// <summary>
    /// How long a cookie that this server issues is valid without being used; a request or a connection makes it last.
    /// Default: <c>auth</c> 30 minutes, <c>tutorAuth</c> and <c>studentAuth</c> one hour, <c>adminAuth</c> eight hours.
    /// </summary>
    public TimeSpan? TicketLifetime { get; set; }

    /// <summary>
    /// Disconnects a socket when its identity is over, where the identity has an end: a JSON cookie or token with <c>exp</c> or
    /// <c>expiresAt</c> in it. Default off: a lesson is not cut off. Connecting with it is refused from then on in any case.
    /// </summary>
    public bool CloseOnTokenExpiry { get; set; }

    /// <summary>
    /// A join of a session that nobody created creates it. Default: on in Development, unless rooms have the original's names, because then
    /// the id may be another system's session; always off elsewhere.
    /// </summary>
    public bool? CreateSessionsOnJoin { get; set; }

    /// <summary>
    /// Where clients reach this server, such as <c>https://classroom.example</c>, for the links to attachments.
    /// Default: the scheme and the Host header of the client's own handshake.
    /// </summary>
    public string? PublicUrl { get; set; }

    /// <summary>
    /// This server's name among those that share its database, by which it knows after a crash whom it had in its sessions.
    /// Default <c>main</c>: one server. Several need different names, each the same after a restart.
    /// </summary>
    public string InstanceName { get; set; } = "main";

    /// <summary>
    /// How rooms are named. Default <see cref="RoomNaming.Prefixed"/>; <see cref="RoomNaming.Compatible"/> for as long as Node servers of
    /// the original are in the same cluster.
    /// </summary>
    public RoomNaming RoomNames { get; set; }

    /// <summary>The longest text and the longest correction of a message, in UTF-16 units. Default 10 000: several pages.</summary>
    public int MaxTextLength { get; set; } = 10_000;

    /// <summary>The longest attachment as it is sent, a data URL, in bytes. Default 16 000 000: what fits into one packet with its message.</summary>
    public int MaxAttachmentBytes { get; set; } = 16_000_000;

    /// <summary>
    /// How many bytes of attachments one session keeps, as they were sent. Default 512 MiB: more than thirty of the largest.
    /// A message whose attachment would exceed it is refused.
    /// </summary>
    public long MaxAttachmentBytesPerSession { get; set; } = 512 * 1024 * 1024;

    /// <summary>The size of one history message, in bytes; older attachments beyond it become links. Default 8 000 000.</summary>
    public long MaxHistoryBytes { get; set; } = 8_000_000;

    /// <summary>How many of the newest messages a history holds. Default 100, as the original.</summary>
    public int HistoryMessages { get; set; } = 100;

    /// <summary>The largest offer, answer or candidate that is relayed, in bytes. Default 256 KiB; session descriptions have some ten.</summary>
    public int MaxSignalBytes { get; set; } = 256 * 1024;

    /// <summary>How many bytes of highlights one session keeps. Default 2 MiB: some thousand strokes in one message.</summary>
    public long MaxHighlightBytesPerSession { get; set; } = 2 * 1024 * 1024;

    /// <summary>How many bytes of highlights all sessions keep; the session not used for longest is forgotten first. Default 128 MiB.</summary>
    public long MaxHighlightBytes { get; set; } = 128 * 1024 * 1024;

    /// <summary>
    /// How many events one socket may send each second in the long run; more are dropped. Default 100, least 30.
    /// Each 64 KiB of an event's argument count as one event more.
    /// </summary>
    public int EventsPerSecond { get; set; } = 100;

    /// <summary>How many events one socket may send at once. Default 300, least 25: joining a call sends dozens of candidates.</summary>
    public int EventBurst { get; set; } = 300;

    /// <summary>A socket that has had events dropped in this many seconds in a row is disconnected. Default 10.</summary>
    public int AbuseSeconds { get; set; } = 10;
}
