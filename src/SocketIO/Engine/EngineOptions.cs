using Microsoft.AspNetCore.Http;

namespace SocketIoCompat.Engine;

/// <summary>Options of an Engine.IO server. They are read once, when the server is mapped.</summary>
public class EngineOptions
{
    /// <summary>How long after the last pong the next ping is sent. Default 25 s, as in Engine.IO.</summary>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How long a client may take to answer a ping before its session closes. Default 20 s, as in Engine.IO.</summary>
    public TimeSpan PingTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long an upgrade may take before the new transport is closed and the session stays on polling. Default 10 s, as in Engine.IO.</summary>
    public TimeSpan UpgradeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a graceful close may wait for the client before the connection is cut. Default 30 s, as in Engine.IO.</summary>
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The largest message or POST body accepted, in bytes (Engine.IO: maxHttpBufferSize). Default 1,000,000.</summary>
    public int MaxPayload { get; set; } = 1_000_000;

    /// <summary>
    /// The largest message or POST body accepted before the session is admitted, in bytes. Default 65,536: a stranger needs
    /// room for its credentials only.
    /// </summary>
    public int MaxPayloadBeforeAdmission { get; set; } = 65_536;

    /// <summary>The transports that clients may use. Default polling and websocket.</summary>
    public EngineTransports Transports { get; set; } = EngineTransports.All;

    /// <summary>Whether a session may move from polling to websocket. Default true.</summary>
    public bool AllowUpgrades { get; set; } = true;

    /// <summary>
    /// Whether clients of Engine.IO 3 (Socket.IO 1 and 2) are accepted, and JSONP for clients that ask for it (Socket.IO:
    /// allowEIO3). Default false, as in Socket.IO: no CORS policy restrains JSONP.
    /// </summary>
    public bool AllowEIO3 { get; set; }

    /// <summary>Whether the path ends in a slash (Socket.IO: addTrailingSlash). Default true, which is what clients ask for.</summary>
    public bool AddTrailingSlash { get; set; } = true;

    /// <summary>The cookie set by the polling handshake, holding the session id; null sets none. Default null, as in Engine.IO. See <see cref="EngineCookie.CreateDefault"/>.</summary>
    public CookieBuilder? Cookie { get; set; }

    /// <summary>Whether polling responses are compressed when the client accepts it. Default true, as in Engine.IO.</summary>
    public bool HttpCompression { get; set; } = true;

    /// <summary>The smallest polling response that is compressed, in bytes. Default 1024: below it compressing costs more than it saves.</summary>
    public int HttpCompressionThreshold { get; set; } = 1024;

    /// <summary>Whether and how websocket messages are compressed (Engine.IO: perMessageDeflate). Default null: they are not, as in Engine.IO.</summary>
    public PerMessageDeflateOptions? PerMessageDeflate { get; set; }

    /// <summary>The most sessions open at a time; further handshakes are answered with 503. Default 100,000.</summary>
    public int MaxSessions { get; set; } = 100_000;

    /// <summary>The most sessions open but not admitted at a time; further handshakes are answered with 503. Default 10,000.</summary>
    public int MaxSessionsNotAdmitted { get; set; } = 10_000;

    /// <summary>
    /// The most bytes that may wait for one slow client before its session closes. Default 4 MiB. One message may exceed it
    /// when nothing else waits.
    /// </summary>
    public int MaxOutboundBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>
    /// Decides on each handshake: null accepts it, a text refuses it with code 4 and that text (Engine.IO: allowRequest).
    /// Default null, which accepts every handshake.
    /// </summary>
    public Func<HttpContext, ValueTask<string?>>? AllowRequest { get; set; }

    /// <summary>Makes the session id of a handshake (Engine.IO: generateId). It must be unique and hard to guess. Default null: 20 random characters.</summary>
    public Func<HttpContext, string>? GenerateId { get; set; }

    /// <summary>
    /// This server's name among several. Session ids carry a mark of two bytes made from it, by which the others recognise them and tell
    /// the log that a load balancer is not sticky. Default null: a random mark at each start, so that sessions from before a restart
    /// count as another server's. Without effect on the ids of <see cref="GenerateId"/>.
    /// </summary>
    public string? NodeName { get; set; }

    /// <summary>Called for each request that is refused, with the error's code and context (Engine.IO: connection_error). Default null. It must not throw.</summary>
    public Action<EngineConnectionError>? OnConnectionError { get; set; }

    /// <summary>
    /// Called before the response to a handshake leaves, once for each session: the place to add headers and cookies to it
    /// (Engine.IO: initial_headers). Default null.
    /// </summary>
    public Action<HttpContext>? OnInitialHeaders { get; set; }

    /// <summary>
    /// Called before each polling response and each switch to a websocket leaves, after <see cref="OnInitialHeaders"/>
    /// (Engine.IO: headers). Default null.
    /// </summary>
    public Action<HttpContext>? OnHeaders { get; set; }

    /// <summary>A text message that follows the open packet at once (Engine.IO: initialPacket). Default null: none.</summary>
    public string? InitialPacket { get; set; }
}
