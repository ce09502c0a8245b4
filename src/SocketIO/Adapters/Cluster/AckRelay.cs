using SocketIoCompat.Events;

namespace SocketIoCompat.Adapters;

/// <summary>Sends what this server's clients acknowledge to the server that broadcast.</summary>
internal sealed class AckRelay(long id, TimeSpan timeout, IClusterLink link, ClusterMessage request) : BroadcastAckCollector(id, timeout)
{
    protected override void Add(scoped in ReceivedEvent answer) =>
        link.Respond(
            new ClusterMessage
            {
                Type = ClusterMessageType.BroadcastAck,
                Uid = link.Uid,
                RequestId = request.RequestId,
                Payload = answer.Count > 0 ? answer[0].ToArray() : default,
                Attachments = answer.Attachments,
            },
            request);
}
