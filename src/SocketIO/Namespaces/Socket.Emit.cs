using System.Text.Json;
using SocketIoCompat.Adapters;
using SocketIoCompat.Engine;
using SocketIoCompat.Events;
using SocketIoCompat.Namespaces;

namespace SocketIoCompat;

public sealed partial class Socket
{
    /// <summary>Everybody in the namespace but this socket.</summary>
    public BroadcastOperator Broadcast => Operator;

    /// <summary>As <see cref="Broadcast"/>, on this server only.</summary>
    public BroadcastOperator Local => Operator.Local;

    /// <summary>An event that may get lost: it is dropped when the transport could not take it now.</summary>
    public SocketEmitter Volatile => new(this, SendFlags.Compress | SendFlags.Volatile, null);

    private BroadcastOperator Operator => new BroadcastOperator(Namespace).Except(Id);

    /// <summary>The others in a room.</summary>
    public BroadcastOperator To(string room) => Operator.To(room);

    /// <summary>The others in any of the rooms, each once.</summary>
    public BroadcastOperator To(IEnumerable<string> rooms) => Operator.To(rooms);

    /// <summary>The same as <see cref="To(string)"/>.</summary>
    public BroadcastOperator In(string room) => Operator.To(room);

    /// <summary>The others, but those in a room.</summary>
    public BroadcastOperator Except(string room) => Operator.Except(room);

    /// <summary>The others, but those in any of the rooms.</summary>
    public BroadcastOperator Except(IEnumerable<string> rooms) => Operator.Except(rooms);

    /// <summary>Whether the transport may compress the event. Default true.</summary>
    public SocketEmitter Compress(bool compress) => new(this, compress ? SendFlags.Compress : SendFlags.None, null);

    /// <summary>How long the acknowledgement may take.</summary>
    /// <param name="timeout">Above zero.</param>
    public SocketEmitter Timeout(TimeSpan timeout) => new(this, SendFlags.Compress, timeout);

    /// <inheritdoc/>
    public ValueTask EmitAsync<TArguments>(string name, TArguments arguments)
        where TArguments : IEventArguments
    {
        Emit(name, arguments, SendFlags.Compress, -1);
        return default;
    }

    /// <summary>Emits an event and waits for the client's acknowledgement.</summary>
    /// <typeparam name="TAck">The acknowledgement's first argument; <c>RawValue[]</c> for all of them.</typeparam>
    /// <param name="name">The event's name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="TimeoutException">No acknowledgement came in <see cref="SocketIOOptions.AckTimeout"/>.</exception>
    /// <exception cref="SocketDisconnectedException">The client is gone.</exception>
    public Task<TAck> EmitWithAckAsync<TAck>(string name, CancellationToken cancellationToken = default) =>
        EmitWithAckAsync<EventArguments, TAck>(name, default, SendFlags.Compress, null, cancellationToken);

    /// <summary>As <see cref="EmitWithAckAsync{TAck}(string, CancellationToken)"/>, with one argument.</summary>
    public Task<TAck> EmitWithAckAsync<T1, TAck>(string name, T1 first, CancellationToken cancellationToken = default) =>
        EmitWithAckAsync<EventArguments<T1>, TAck>(name, new EventArguments<T1>(first), SendFlags.Compress, null, cancellationToken);

    /// <summary>As <see cref="EmitWithAckAsync{TAck}(string, CancellationToken)"/>, with two arguments.</summary>
    public Task<TAck> EmitWithAckAsync<T1, T2, TAck>(string name, T1 first, T2 second, CancellationToken cancellationToken = default) =>
        EmitWithAckAsync<EventArguments<T1, T2>, TAck>(name, new EventArguments<T1, T2>(first, second), SendFlags.Compress, null, cancellationToken);

    /// <summary>As <see cref="EmitWithAckAsync{TAck}(string, CancellationToken)"/>, typed by the event.</summary>
    public Task<TAck> EmitWithAckAsync<T1, TAck>(AckEvent<T1, TAck> @event, T1 first, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(@event);
        return EmitWithAckAsync<T1, TAck>(@event.Name, first, cancellationToken);
    }

    internal void Emit<TArguments>(string name, TArguments arguments, SendFlags flags, long ackId)
        where TArguments : IEventArguments
    {
        ReservedEvents.ThrowIfReserved(name);
        if (!IsConnected)
            return;
        using var encoder = PacketEncoder.Rent(Namespace.Server.Parser);
        encoder.EncodeEvent(Namespace.Utf8Name, name, ackId, arguments, Json);
        if (Namespace.Recovery is { } recovery)
        {
            // Whoever keeps it keeps it where the client may come back; one to be acknowledged concerns this server only.
            var isRecoverable = ackId < 0 && !flags.HasFlag(SendFlags.Volatile);
            recovery.Publish(name, encoder, new BroadcastOptions([Id], [], flags, Local: !isRecoverable), isRecoverable);
            return;
        }

        Namespace.Server.Metrics.EventsSent(1);
        if (_listeners is { AnyOutgoing.Length: > 0 })
            RaiseOutgoing(name, encoder.GetArguments(Json));
        encoder.SendTo(Connection, flags);
    }

    internal async Task<TAck> EmitWithAckAsync<TArguments, TAck>(
        string name, TArguments arguments, SendFlags flags, TimeSpan? timeout, CancellationToken cancellationToken)
        where TArguments : IEventArguments
    {
        ReservedEvents.ThrowIfReserved(name);
        var waiter = new AckWaiter<TAck>(Json);
        var id = Namespace.NextAckId();
        Acks.Add(id, waiter);
        Client.Backlog.BeginAwaitAcknowledgement();
        try
        {
            Emit(name, arguments, flags, id);
            return await waiter.Task.WaitAsync(timeout ?? Namespace.Server.Options.AckTimeout, Namespace.Server.Time, cancellationToken);
        }
        finally
        {
            Client.Backlog.EndAwaitAcknowledgement();
            Acks.Remove(id);
        }
    }

    void IAcknowledger.Acknowledge<TArguments>(long id, TArguments arguments)
    {
        if (!IsConnected)
            return;
        using var encoder = PacketEncoder.Rent(Namespace.Server.Parser);
        encoder.EncodeAck(Namespace.Utf8Name, id, arguments, Json);
        encoder.SendTo(Connection, SendFlags.Compress);
    }

    /// <summary>Hands over a packet that many sockets get; false when this one is not connected.</summary>
    internal bool Deliver(BroadcastPacket packet, SendFlags flags)
    {
        if (!IsConnected)
            return false;
        if (_listeners is { AnyOutgoing.Length: > 0 })
            RaiseOutgoing(packet.Name, packet.GetArguments(Json));
        Connection.Send(packet.Encoded, flags);
        return true;
    }

    private void RaiseOutgoing(string name, RawValue[] arguments)
    {
        foreach (var listener in _listeners!.AnyOutgoing)
        {
            try
            {
                listener(name, arguments);
            }
            catch (Exception exception)
            {
                LogListenerFailed(Namespace.Server.Logger, Id, exception);
            }
        }
    }
}
