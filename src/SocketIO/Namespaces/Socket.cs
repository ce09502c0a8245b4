using System.Security.Claims;
using System.Text.Json;
using SocketIoCompat.Connections;
using SocketIoCompat.Engine;
using SocketIoCompat.Events;
using SocketIoCompat.Namespaces;

namespace SocketIoCompat;

/// <summary>One client in one namespace.</summary>
public sealed partial class Socket : IEmitter, IAcknowledger
{
    private readonly Lock _lock = new();
    private CancellationTokenSource? _aborted;
    private SocketData? _data;
    private Listeners? _listeners;
    private volatile bool _connected;
    private bool _ended;

    internal Socket(ClientConnection client, Namespace @namespace, RawValue auth)
    {
        Client = client;
        Namespace = @namespace;
        Id = client.Session.Protocol == 3 ? LegacyProtocol.GetSocketId(@namespace, client.Session.Id) : SocketId.Create();
        Pid = @namespace.Recovery is null || client.Session.Protocol == 3 ? null : SocketId.Create();
        Handshake = new Handshake(client.Session.Handshake, auth);
        User = client.Session.Handshake.User ?? new ClaimsPrincipal(new ClaimsIdentity());
        Inbox = new SocketInbox(this);
        Acks = new AckTable(this);
    }

    /// <summary>The socket's id: 20 characters, new for each connection, and never the Engine.IO session's.</summary>
    public string Id { get; private set; }

    /// <summary>The namespace that the client joined.</summary>
    public Namespace Namespace { get; }

    /// <summary>What the client brought when it connected.</summary>
    public Handshake Handshake { get; }

    /// <summary>Who the client is. Anonymous unless the host's or the namespace's authentication found out.</summary>
    public ClaimsPrincipal User { get; set; }

    /// <summary>What handlers keep about this client, for as long as it is connected.</summary>
    public SocketData Data
    {
        get
        {
            lock (_lock)
                return _data ??= new SocketData();
        }
    }

    /// <summary>The rooms that the socket is in, its own id among them.</summary>
    public IReadOnlyCollection<string> Rooms => Namespace.Adapter.GetRooms(this);

    /// <summary>Whether the client is connected to the namespace.</summary>
    public bool IsConnected
    {
        get => _connected;
        internal set => _connected = value;
    }

    /// <summary>Whether the session was restored by connection state recovery.</summary>
    public bool Recovered { get; private set; }

    /// <summary>The Engine.IO session that carries the socket, and its siblings in other namespaces.</summary>
    public EngineSession Connection => Client.Session;

    /// <summary>
    /// Cancelled as soon as the client is gone. Work that must be done all the same, such as storing a message, does not take it.
    /// </summary>
    public CancellationToken Aborted
    {
        get
        {
            lock (_lock)
            {
                if (_ended)
                    return new CancellationToken(canceled: true);
                return (_aborted ??= new CancellationTokenSource()).Token;
            }
        }
    }

    /// <summary>The handler group that a middleware put the client into; null for none.</summary>
    public string? HandlerGroup => Group?.Name;

    internal ClientConnection Client { get; }

    internal HandlerGroup? Group { get; set; }

    /// <summary>The secret that a client brings to recover its session; null without connection state recovery.</summary>
    internal string? Pid { get; private set; }

    /// <summary>The last recoverable event before the client connected.</summary>
    internal long ConnectedAfter { get; set; }

    internal SocketInbox Inbox { get; }

    internal AckTable Acks { get; }

    internal Listeners? Listeners => _listeners;

    /// <summary>The rooms, kept by the namespace's <see cref="Adapters.RoomTable"/> and guarded by its lock.</summary>
    internal HashSet<string>? RoomNames { get; set; }

    /// <summary>Whether the socket is gone and joins nothing more; guarded likewise.</summary>
    internal bool HasLeftRooms { get; set; }

    private EventDispatcher Dispatcher => Group?.Dispatcher ?? Namespace.Dispatcher;

    private JsonSerializerOptions Json => Namespace.Server.Json;

    /// <summary>Joins a room. Completes when every server of the cluster that must know of it was told.</summary>
    /// <param name="room">Any text.</param>
    public ValueTask JoinAsync(string room) => Namespace.Adapter.JoinAsync(this, [room]);

    /// <summary>Joins rooms.</summary>
    /// <param name="rooms">Any texts.</param>
    public ValueTask JoinAsync(IEnumerable<string> rooms) => Namespace.Adapter.JoinAsync(this, [.. rooms]);

    /// <summary>Leaves a room; nothing happens when the socket is not in it.</summary>
    /// <param name="room">The room.</param>
    public ValueTask LeaveAsync(string room) => Namespace.Adapter.LeaveAsync(this, [room]);

    /// <summary>Leaves every room, that of its own id included.</summary>
    public ValueTask LeaveAllAsync() => Namespace.Adapter.LeaveAsync(this, [.. Rooms]);

    /// <summary>Disconnects this socket.</summary>
    /// <param name="close">Whether to close the whole connection, the client's sockets in other namespaces included. Default false.</param>
    public void Disconnect(bool close = false)
    {
        if (close)
        {
            Client.DisconnectAll();
            return;
        }

        if (!IsConnected)
            return;
        Namespace.Recovery?.Flush(this);
        using (var buffer = PacketEncoder.Rent(Namespace.Server.Parser))
        {
            buffer.EncodeDisconnect(Namespace.Utf8Name);
            buffer.SendTo(Connection, SendFlags.None);
        }

        Client.Unregister(this);
        End(DisconnectReason.ServerNamespaceDisconnect, dropWaiting: true);
    }

    /// <summary>The client is gone or was sent away: nothing more is sent, what it had sent before is still handled.</summary>
    internal void End(string reason, bool dropWaiting)
    {
        CancellationTokenSource? aborted;
        lock (_lock)
        {
            if (_ended)
                return;
            _ended = true;
            aborted = _aborted;
        }

        var wasConnected = IsConnected;
        IsConnected = false;
        if (wasConnected)
            Namespace.Recovery?.Leave(this, reason);
        Inbox.End(reason, dropWaiting);
        // Not on this stack: whoever waits would go on under the locks, and in the turn, of whoever ends the socket.
        ThreadPool.UnsafeQueueUserWorkItem(static gone => gone.Acks.FailAll(), this, preferLocal: false);
        if (aborted is not null)
            _ = CancelAsync(aborted);
    }

    internal Task Dispatch(scoped in ReceivedEvent received) => Dispatcher.Dispatch(this, received);

    /// <summary>The socket's last turn: <c>disconnecting</c>, then its rooms are left, then <c>disconnect</c>. Never throws.</summary>
    internal async Task CompleteEndAsync(string reason)
    {
        await RaiseEnd("disconnecting", reason);
        Namespace.Remove(this);
        await RaiseEnd("disconnect", reason);
        Namespace.Server.Sockets.Leave();
    }

    /// <summary>The client is back: it is the socket that it was.</summary>
    internal void Restore(RecoverableSession session, bool keepUser)
    {
        Id = session.SocketId;
        Pid = session.Pid;
        _data = session.Data;
        Group = session.Group;
        Recovered = true;
        if (!keepUser && session.User is { } user)
            User = user;
    }

    internal void RaiseError(Exception exception)
    {
        foreach (var listener in _listeners?.Errors ?? [])
        {
            try
            {
                listener(exception);
            }
            catch (Exception failure)
            {
                LogListenerFailed(Namespace.Server.Logger, Id, failure);
            }
        }
    }

    private async Task CancelAsync(CancellationTokenSource aborted)
    {
        try
        {
            await aborted.CancelAsync();
        }
        catch (Exception exception)
        {
            LogListenerFailed(Namespace.Server.Logger, Id, exception);
        }
    }

    private Task RaiseEnd(string name, string reason)
    {
        using (FlushTurn.Begin())
            return Dispatcher.DispatchEnd(this, name, reason);
    }
}
