namespace SocketIoCompat;

/// <summary>Something that events can be emitted to: a socket, a namespace, rooms.</summary>
public interface IEmitter
{
    /// <summary>
    /// Emits an event. Completes when the event is queued for every receiver and published to the cluster, never on delivery:
    /// delivery is what acknowledgements are for.
    /// </summary>
    /// <typeparam name="TArguments">The arguments' type.</typeparam>
    /// <param name="name">The event's name.</param>
    /// <param name="arguments">Its arguments, in order.</param>
    /// <exception cref="ArgumentException">The name is one that Socket.IO reserves, such as <c>connect</c>.</exception>
    ValueTask EmitAsync<TArguments>(string name, TArguments arguments)
        where TArguments : IEventArguments;
}
