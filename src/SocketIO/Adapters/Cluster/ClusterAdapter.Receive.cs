using Microsoft.Extensions.Logging;
using SocketIoCompat.Events;

namespace SocketIoCompat.Adapters;

internal sealed partial class ClusterAdapter
{
    /// <summary>A message of another server, or one of this server's own commands where the link returns them. Never throws.</summary>
    public void OnMessage(ClusterMessage message)
    {
        try
        {
            Handle(message);
        }
        catch (Exception exception)
        {
            LogFailed(_namespace.Server.Logger, message.Type, _namespace.Name, exception);
        }
    }

    /// <summary>A broadcast of this server has come back through the link's log.</summary>
    public void OnReturned(LogOffset offset, byte[] entry) => _recovery?.OnReturned(offset, entry);

    private void Handle(ClusterMessage message)
    {
        switch (message.Type)
        {
            case ClusterMessageType.Broadcast when message.RequestId is null && message.Offset is { } offset && _recovery is { } recovery:
                recovery.OnReceived(offset, message);
                break;
            case ClusterMessageType.Broadcast when message.RequestId is null:
                Deliver(message);
                break;
            case ClusterMessageType.Broadcast:
                _ = RelayAsync(message);
                break;
            case ClusterMessageType.SocketsJoin or ClusterMessageType.SocketsLeave or ClusterMessageType.DisconnectSockets:
                Obey(message);
                break;
            case ClusterMessageType.FetchSockets:
                Respond(message, ClusterMessageType.FetchSocketsResponse, sockets: RemoteSocketJson.Write(Local.Select(message.Options), out var attachments), attachments: attachments);
                break;
            case ClusterMessageType.ServerSideEmit:
                OnServerSideEmit(message);
                break;
            case ClusterMessageType.ListRooms:
                Respond(message, ClusterMessageType.ListRoomsResponse, names: Local.GetRooms());
                break;
            case ClusterMessageType.ListSockets:
                Respond(message, ClusterMessageType.ListSocketsResponse, names: [.. RemoteSocket.Of(Local.Select(message.Options)).Select(static socket => socket.Id)]);
                break;
            default:
                _requests.Complete(message);
                break;
        }
    }

    // Whom it reaches is known before it is encoded, which most servers of a large cluster can spare themselves.
    private void Deliver(ClusterMessage message)
    {
        if (Local.Select(message.Options).IsEmpty)
            return;
        if (BroadcastPacket.TryCreate(_namespace, message.Payload, message.Attachments, -1) is { } packet)
            Local.Broadcast(packet, message.Options);
    }

    private async Task RelayAsync(ClusterMessage request)
    {
        var id = _namespace.NextAckId();
        var timeout = request.Timeout ?? _namespace.Server.Options.AckTimeout;
        var relay = new AckRelay(id, timeout, _link, request);
        try
        {
            if (BroadcastPacket.TryCreate(_namespace, request.Payload, request.Attachments, id) is { } packet)
                Send(packet, request.Options, relay);
            Respond(request, ClusterMessageType.BroadcastClientCount, clientCount: relay.Expected);
            Release(relay);
            await relay.Completed.WaitAsync(timeout, _namespace.Server.Time);
        }
        catch (TimeoutException)
        {
            // The one who broadcast does not wait any longer either.
        }
        catch (Exception exception)
        {
            LogFailed(_namespace.Server.Logger, request.Type, _namespace.Name, exception);
        }
        finally
        {
            relay.Abandon();
        }
    }

    private void OnServerSideEmit(ClusterMessage message)
    {
        var arguments = ArgumentRangesOf(message.Payload.Span);
        if (PacketArguments.TryReadName(message.Payload.Span) is { } name)
            _namespace.OnServerSideEvent(name, new ReceivedEvent(message.Payload.Span, System.Text.Encoding.UTF8.GetBytes(name), arguments, message.Attachments, message.RequestId is null ? -1 : 0), new ServerSideAcknowledger(_namespace, _link, message));
    }

    private static Protocol.SocketIO.ArgumentRanges ArgumentRangesOf(ReadOnlySpan<byte> payload) =>
        Protocol.SocketIO.ArgumentRanges.Read(payload, skipFirst: true);

    private void Respond(
        ClusterMessage request,
        ClusterMessageType type,
        int clientCount = 0,
        string[]? names = null,
        IReadOnlyList<ReadOnlyMemory<byte>>? sockets = null,
        IReadOnlyList<ReadOnlyMemory<byte>>? attachments = null) =>
        _link.Respond(
            new ClusterMessage
            {
                Type = type,
                Uid = _link.Uid,
                RequestId = request.RequestId,
                ClientCount = clientCount,
                Names = names ?? [],
                Sockets = sockets ?? [],
                Attachments = attachments ?? [],
            },
            request);

    [LoggerMessage(2101, LogLevel.Warning, "The cluster's message {Type} for the namespace {Namespace} could not be handled")]
    private static partial void LogFailed(ILogger logger, ClusterMessageType type, string @namespace, Exception exception);
}
