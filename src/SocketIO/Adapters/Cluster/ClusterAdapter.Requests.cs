using SocketIoCompat.Engine;
using SocketIoCompat.Events;
using SocketIoCompat.Protocol.SocketIO;

namespace SocketIoCompat.Adapters;

internal sealed partial class ClusterAdapter
{
    private readonly ClusterRequests _requests;

    public async ValueTask BroadcastWithAckAsync(BroadcastPacket packet, BroadcastOptions options, BroadcastAckCollector collector)
    {
        if (options.Local)
        {
            Send(packet, options, collector);
            Release(collector);
            return;
        }

        collector.BeginRemote();
        var id = _link.CreateRequestId();
        var request = _requests.Open(id, answer => Collect(answer, collector));
        var message = ToRequest(ToMessage(packet, options), id, collector.Timeout);
        try
        {
            var published = _link.PublishAsync(message);
            Send(packet, options, collector);
            Release(collector);
            await published;
        }
        catch
        {
            _requests.Close(id);
            throw;
        }

        _ = CountReceiversAsync(id, request, collector);
    }

    public async Task<RemoteSockets> FetchSocketsAsync(BroadcastOptions options, CancellationToken cancellationToken)
    {
        var found = new List<RemoteSocket>(RemoteSocket.Of(Local.Select(options)));
        if (options.Local)
            return new RemoteSockets(found, 1, 1);

        var request = new ClusterMessage { Type = ClusterMessageType.FetchSockets, Uid = _link.Uid, RequestId = _link.CreateRequestId(), Options = options };
        var (answered, servers, ids) = await AskAsync(
            request, answer => found.AddRange(RemoteSocketJson.Read(_namespace, answer)), null, cancellationToken);
        return new RemoteSockets(found, answered + 1, servers, ids);
    }

    public async Task<BroadcastAcks<RawValue>> ServerSideEmitWithAckAsync(RawValue payload, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var answers = new List<RawValue>();
        var request = new ClusterMessage
        {
            Type = ClusterMessageType.ServerSideEmit,
            Uid = _link.Uid,
            RequestId = _link.CreateRequestId(),
            Payload = payload.Json,
            Attachments = payload.Attachments,
        };
        var (answered, servers, ids) = await AskAsync(request, answer => answers.Add(ToRaw(answer)), timeout, cancellationToken);
        return new BroadcastAcks<RawValue>(answers, servers - 1) { AnsweredServers = answered + 1, AnsweredServerIds = ids, Servers = servers };
    }

    private async Task<(int Answered, int Servers, string[] Ids)> AskAsync(
        ClusterMessage message, Action<ClusterMessage> take, TimeSpan? limit, CancellationToken cancellationToken)
    {
        var id = message.RequestId!;
        var request = _requests.Open(id, take);
        try
        {
            var servers = await _link.CountServersAsync().WaitAsync(cancellationToken);
            if (servers > 1)
            {
                await _link.PublishAsync(message).WaitAsync(cancellationToken);
                await _requests.WaitAsync(request, servers, limit, cancellationToken);
            }

            return (request.Answered, Math.Max(servers, 1), request.GetIds());
        }
        finally
        {
            request.Close();
            _requests.Close(id);
        }
    }

    // The answers of clients go on arriving after the last server has said how many it has.
    private async Task CountReceiversAsync(string id, PendingRequest request, BroadcastAckCollector collector)
    {
        var servers = 1 + request.Answered;
        try
        {
            servers = await _link.CountServersAsync();
            await _requests.WaitAsync(request, servers, collector.Timeout, CancellationToken.None);
        }
        catch (ClusterUnavailableException)
        {
            // As many as have answered are all that are known.
        }

        collector.EndRemote(servers);
        try
        {
            await collector.Completed.WaitAsync(collector.Timeout, _namespace.Server.Time);
        }
        catch (TimeoutException)
        {
            // The one who broadcast has given up too.
        }
        finally
        {
            request.Close();
            _requests.Close(id);
        }
    }

    private static void Collect(ClusterMessage answer, BroadcastAckCollector collector)
    {
        if (answer.Type == ClusterMessageType.BroadcastClientCount)
        {
            collector.ExpectRemote(answer.ClientCount, answer.Uid);
            return;
        }

        byte[] payload = [(byte)'[', .. answer.Payload.Span, (byte)']'];
        collector.CompleteRemote(new ReceivedEvent(payload, default, ArgumentRanges.Read(payload, skipFirst: false), answer.Attachments, 0));
    }

    // The count is complete only when the relay or the collector is released: until then nothing ends.
    private void Send(BroadcastPacket packet, BroadcastOptions options, BroadcastAckCollector collector)
    {
        var sockets = Local.Select(options);
        collector.Expect(sockets, release: false);
        RoomTable.Deliver(packet, sockets, options.Flags);
    }

    private static void Release(BroadcastAckCollector collector) => collector.Release();

    private RawValue ToRaw(ClusterMessage answer) =>
        new(answer.Payload.IsEmpty ? "null"u8.ToArray() : answer.Payload, answer.Attachments, _namespace.Server.Json);

    private static ClusterMessage ToRequest(ClusterMessage message, string id, TimeSpan timeout) => new()
    {
        Type = message.Type,
        Uid = message.Uid,
        RequestId = id,
        Options = message.Options,
        Timeout = timeout,
        Payload = message.Payload,
        Attachments = message.Attachments,
    };
}
