namespace SocketIoCompat.Events;

/// <summary>Who asked for an event's acknowledgement: a client, or another server of the cluster.</summary>
internal interface IAcknowledger
{
    void Acknowledge<TArguments>(long id, TArguments arguments)
        where TArguments : IEventArguments;
}
