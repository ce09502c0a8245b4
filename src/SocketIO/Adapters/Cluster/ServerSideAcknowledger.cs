using SocketIoCompat.Events;

namespace SocketIoCompat.Adapters;

/// <summary>Answers an event of another server. As in Node, the first argument alone travels back.</summary>
internal sealed class ServerSideAcknowledger(Namespace @namespace, IClusterLink link, ClusterMessage request) : IAcknowledger
{
    private int _answered;

    public void Acknowledge<TArguments>(long id, TArguments arguments)
        where TArguments : IEventArguments
    {
        if (Interlocked.Exchange(ref _answered, 1) != 0)
            return;
        using var encoder = PacketEncoder.Rent(null);
        encoder.EncodeAck("/"u8, 0, arguments, @namespace.Server.Json);
        var answers = encoder.GetAcknowledgement(@namespace.Server.Json);
        link.Respond(
            new ClusterMessage
            {
                Type = ClusterMessageType.ServerSideEmitResponse,
                Uid = link.Uid,
                RequestId = request.RequestId,
                Payload = answers.Length > 0 ? answers[0].Json : default,
                Attachments = answers.Length > 0 ? answers[0].Attachments : [],
            },
            request);
    }
}
