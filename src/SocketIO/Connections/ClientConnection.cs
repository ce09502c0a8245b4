using Microsoft.Extensions.Logging;
using SocketIoCompat.Engine;
using SocketIoCompat.Events;
using SocketIoCompat.Protocol;
using SocketIoCompat.Protocol.SocketIO;

namespace SocketIoCompat.Connections;

/// <summary>One Engine.IO session and the sockets, one for each namespace, that share it.</summary>
internal sealed partial class ClientConnection : DeadlineNode
{
    private readonly Lock _lock = new();
    private readonly SocketIOServer _server;
    private readonly Dictionary<string, Socket> _sockets = new(Utf8NameComparer.Instance);
    private Socket? _root; // the socket of "/", which most connections have alone
    private AttachmentAssembler? _attachments;
    private bool _closed;

    public ClientConnection(EngineSession session, SocketIOServer server)
    {
        Session = session;
        _server = server;
        Backlog = new Backlog(session, server);
    }

    public EngineSession Session { get; }

    public Backlog Backlog { get; }

    /// <summary>Counts a handler that the next event does not wait for among what the connection has under way.</summary>
    public void CountRunning(Task running)
    {
        if (running.IsCompleted)
            return;
        Backlog.Add(0);
        _ = running.ContinueWith(
            static (_, backlog) => ((Backlog)backlog!).Remove(0), Backlog, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>The client was accepted in a namespace: the socket receives what comes for it from now on.</summary>
    /// <returns>False when the connection has closed meanwhile.</returns>
    public bool TryRegister(Socket socket)
    {
        lock (_lock)
        {
            if (_closed || !_sockets.TryGetValue(socket.Namespace.Name, out var joining) || joining != socket)
                return false;
            if (socket.Namespace.IsRoot)
                _root = socket;
            socket.IsConnected = true;
        }

        Disarm();
        Session.Admit();
        return true;
    }

    /// <summary>The socket receives nothing more; its namespace may be joined anew.</summary>
    public void Unregister(Socket socket)
    {
        lock (_lock)
        {
            if (_sockets.TryGetValue(socket.Namespace.Name, out var current) && current == socket)
                _sockets.Remove(socket.Namespace.Name);
            if (_root == socket)
                _root = null;
        }
    }

    /// <summary>Disconnects every socket and then the client, as <c>socket.disconnect(true)</c> does.</summary>
    public void DisconnectAll()
    {
        foreach (var socket in Snapshot())
            socket.Disconnect();
        Session.Close();
    }

    public void OnClosed(EngineCloseReason reason)
    {
        Socket[] sockets;
        lock (_lock)
        {
            _closed = true;
            sockets = [.. _sockets.Values];
        }

        Disarm();
        foreach (var socket in sockets)
            socket.End(DisconnectReason.Of(reason), dropWaiting: false);
    }

    /// <summary>No namespace was joined in time (Socket.IO: connectTimeout).</summary>
    public override void OnDeadline()
    {
        if (IsArmed)
            return;
        LogConnectTimeout(_server.Logger, Session.Id);
        Session.Close();
    }

    /// <summary>The client is back on another connection, before this one was noticed to be dead.</summary>
    public void Supersede()
    {
        OnClosed(EngineCloseReason.TransportClose);
        Session.Abort();
    }

    /// <summary>The sockets of this moment, those included that are still being connected.</summary>
    public Socket[] Snapshot()
    {
        lock (_lock)
            return [.. _sockets.Values];
    }

    private Socket? Find(ReadOnlySpan<byte> nsp)
    {
        // Other parsers take any text for a name.
        if (nsp.Length == 1 && nsp[0] == (byte)'/')
            return Volatile.Read(ref _root);
        lock (_lock)
            return _sockets.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(nsp, out var socket) && socket.IsConnected ? socket : null;
    }

    /// <summary>A packet that the protocol forbids: the sockets learn of it, then the whole connection closes (wire §8.1).</summary>
    private void Fail(string reason)
    {
        _server.Metrics.PacketRefused();
        LogMalformed(_server.Logger, Session.Id, reason);
        foreach (var socket in Snapshot())
            socket.RaiseError(new InvalidDataException(reason));
        Session.Close(EngineCloseReason.ForcedClose);
    }

    private void Fail(ParseResult result) => Fail(result.ToString());

    [LoggerMessage(2011, LogLevel.Debug, "Session {SessionId} sent a packet that the protocol forbids ({Reason}) and is closed")]
    private static partial void LogMalformed(ILogger logger, string sessionId, string reason);

    [LoggerMessage(2013, LogLevel.Debug, "Session {SessionId} joined no namespace in time and is closed")]
    private static partial void LogConnectTimeout(ILogger logger, string sessionId);
}
