using Microsoft.AspNetCore.Http;
using SocketIoCompat.Engine.Transports;

namespace SocketIoCompat.Engine;

/// <summary>One Engine.IO session: a client's connection over whatever transport it uses now.</summary>
public sealed partial class EngineSession
{
    // Guards all state of the session and the writing side of its transports. The handler is never called under it.
    private readonly Lock _lock = new();
    private readonly OutboundQueue _queue;
    private volatile SessionState _state = SessionState.Open;
    private PollingTransport? _polling;
    private WebSocketTransport? _webSocket;
    private CancellationTokenSource? _aborted;
    private volatile bool _admitted;

    internal EngineSession(EngineServer server, string id, int protocol, EngineHandshake handshake)
    {
        Server = server;
        Id = id;
        Protocol = protocol;
        Handshake = handshake;
        _queue = new OutboundQueue(server.Options.MaxOutboundBytes);
        _ping = new PingNode(this);
    }

    private enum SessionState : byte
    {
        Open,
        Closing,
        Closed,
    }

    internal EngineServer Server { get; }

    /// <summary>The session id.</summary>
    public string Id { get; }

    /// <summary>The revision of the Engine.IO protocol: 4, or 3 for old clients.</summary>
    public int Protocol { get; }

    /// <summary>How the session's packets look in the bodies of polling.</summary>
    internal PollingFormat PollingFormat { get; init; } = PollingFormat.V4;

    /// <summary>What the first request of the session said.</summary>
    public EngineHandshake Handshake { get; }

    /// <summary>The transport used now: "polling" or "websocket".</summary>
    public string TransportName => Volatile.Read(ref _webSocket) != null ? TransportNames.WebSocket : TransportNames.Polling;

    /// <summary>
    /// The POST that carries the message which is being handed up; null on a websocket, and between messages.
    /// </summary>
    public HttpRequest? MessageRequest { get; internal set; }

    /// <summary>What the layer above keeps; <see cref="State"/> is the user's.</summary>
    internal object? Owner { get; set; }

    /// <summary>A place for the handler's own object.</summary>
    public object? State { get; set; }

    /// <summary>Whether the session is open: neither closing nor closed.</summary>
    public bool IsOpen => _state == SessionState.Open;

    /// <summary>Cancelled when the session is closed.</summary>
    public CancellationToken ConnectionAborted
    {
        get
        {
            lock (_lock)
            {
                if (_state == SessionState.Closed && _aborted == null)
                    return new CancellationToken(canceled: true);
                return (_aborted ??= new CancellationTokenSource()).Token;
            }
        }
    }

    /// <summary>How many bytes wait for the client. Read without the lock, for display.</summary>
    internal long QueuedBytes => _queue.Bytes;

    /// <summary>The largest message accepted now, in bytes.</summary>
    internal int CurrentMaxPayload => _admitted
        ? Server.Options.MaxPayload
        : Math.Min(Server.Options.MaxPayload, Server.Options.MaxPayloadBeforeAdmission);

    /// <summary>The turn that will flush this session; guarded by nothing, because a wrong answer only costs a flush.</summary>
    internal object? FlushOwner { get; set; }

    /// <summary>The handler accepts the session: the limits for strangers no longer apply.</summary>
    internal void Admit()
    {
        lock (_lock)
        {
            if (_admitted || _state == SessionState.Closed)
                return;
            _admitted = true;
            Server.Sessions.Admit();
        }
    }
}
