using SocketIoCompat.Adapters;
using SocketIoCompat.Engine;
using SocketIoCompat.Events;
using SocketIoCompat.Namespaces;

namespace SocketIoCompat;

/// <summary>
/// Whom and how: collects rooms and modifiers, then emits, fetches or commands. Immutable; each step gives a new one. A
/// broadcast is encoded once and never waits for a slow client.
/// </summary>
public readonly struct BroadcastOperator : IEmitter, IEquatable<BroadcastOperator>
{
    private readonly Namespace _namespace;
    private readonly BroadcastOptions _options;
    private readonly TimeSpan? _timeout;

    internal BroadcastOperator(Namespace @namespace)
        : this(@namespace, BroadcastOptions.All, null)
    {
    }

    private BroadcastOperator(Namespace @namespace, BroadcastOptions options, TimeSpan? timeout)
    {
        _namespace = @namespace;
        _options = options;
        _timeout = timeout;
    }

    /// <summary>The sockets of this server only.</summary>
    public BroadcastOperator Local => With(_options with { Local = true });

    /// <summary>An event that may get lost: a receiver whose transport could not take it now misses it.</summary>
    public BroadcastOperator Volatile => With(_options with { Flags = _options.Flags | SendFlags.Volatile });

    /// <summary>The sockets in a room, besides those in rooms named before.</summary>
    public BroadcastOperator To(string room) => With(_options with { Rooms = [.. _options.Rooms, room] });

    /// <summary>The sockets in any of the rooms, each once.</summary>
    public BroadcastOperator To(IEnumerable<string> rooms) => With(_options with { Rooms = [.. _options.Rooms, .. rooms] });

    /// <summary>The same as <see cref="To(string)"/>.</summary>
    public BroadcastOperator In(string room) => To(room);

    /// <summary>The same as <see cref="To(IEnumerable{string})"/>.</summary>
    public BroadcastOperator In(IEnumerable<string> rooms) => To(rooms);

    /// <summary>But nobody in this room; a socket's id is a room too.</summary>
    public BroadcastOperator Except(string room) => With(_options with { Except = [.. _options.Except, room] });

    /// <summary>But nobody in any of these rooms.</summary>
    public BroadcastOperator Except(IEnumerable<string> rooms) => With(_options with { Except = [.. _options.Except, .. rooms] });

    /// <summary>Whether transports may compress the event. Default true.</summary>
    public BroadcastOperator Compress(bool compress) =>
        With(_options with { Flags = compress ? _options.Flags | SendFlags.Compress : _options.Flags & ~SendFlags.Compress });

    /// <summary>How long acknowledgements may take.</summary>
    /// <param name="timeout">Above zero.</param>
    public BroadcastOperator Timeout(TimeSpan timeout) => new(_namespace, _options, timeout);

    /// <inheritdoc/>
    public ValueTask EmitAsync<TArguments>(string name, TArguments arguments)
        where TArguments : IEventArguments
    {
        ReservedEvents.ThrowIfReserved(name);
        using var encoder = PacketEncoder.Rent(_namespace.Server.Parser);
        encoder.EncodeEvent(_namespace.Utf8Name, name, -1, arguments, _namespace.Server.Json);
        if (_namespace.Recovery is not { } recovery)
            return _namespace.Adapter.BroadcastAsync(encoder.ToBroadcast(name, encoder.CopyAttachments()), _options);
        recovery.Publish(name, encoder, _options, isRecoverable: !_options.Flags.HasFlag(SendFlags.Volatile));
        return default;
    }

    /// <summary>Broadcasts an event and gathers the acknowledgements until all have come or the time is over.</summary>
    /// <typeparam name="TAck">The acknowledgements' first argument; <c>RawValue[]</c> for all of them.</typeparam>
    /// <param name="name">The event's name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>What came in time, and how many were expected: a missing answer is no exception.</returns>
    public Task<BroadcastAcks<TAck>> EmitWithAckAsync<TAck>(string name, CancellationToken cancellationToken = default) =>
        GatherAsync<EventArguments, TAck>(name, default, cancellationToken);

    /// <inheritdoc cref="EmitWithAckAsync{TAck}(string, CancellationToken)"/>
    public Task<BroadcastAcks<TAck>> EmitWithAckAsync<T1, TAck>(string name, T1 first, CancellationToken cancellationToken = default) =>
        GatherAsync<EventArguments<T1>, TAck>(name, new EventArguments<T1>(first), cancellationToken);

    /// <summary>As <see cref="EmitWithAckAsync{TAck}(string, CancellationToken)"/>, with values that are relayed as they came.</summary>
    public Task<BroadcastAcks<TAck>> EmitRawWithAckAsync<TAck>(string name, RawValue[] arguments, CancellationToken cancellationToken = default) =>
        GatherAsync<RawEventArguments, TAck>(name, new RawEventArguments(arguments), cancellationToken);

    /// <summary>The sockets that an event would reach.</summary>
    /// <param name="cancellationToken">Ends the waiting for other servers.</param>
    public Task<RemoteSockets> FetchSocketsAsync(CancellationToken cancellationToken = default) =>
        _namespace.Adapter.FetchSocketsAsync(_options, cancellationToken);

    /// <summary>Makes these sockets join rooms.</summary>
    public ValueTask SocketsJoinAsync(params string[] rooms) => _namespace.Adapter.JoinAllAsync(_options, rooms);

    /// <summary>Makes these sockets leave rooms.</summary>
    public ValueTask SocketsLeaveAsync(params string[] rooms) => _namespace.Adapter.LeaveAllAsync(_options, rooms);

    /// <summary>Disconnects these sockets.</summary>
    /// <param name="close">Whether to close their whole connections.</param>
    public ValueTask DisconnectSocketsAsync(bool close = false) => _namespace.Adapter.DisconnectAllAsync(_options, close);

    /// <inheritdoc/>
    public bool Equals(BroadcastOperator other) => ReferenceEquals(_namespace, other._namespace) && _options == other._options && _timeout == other._timeout;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is BroadcastOperator other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_namespace, _options, _timeout);

    /// <summary>Whether both are the same.</summary>
    public static bool operator ==(BroadcastOperator left, BroadcastOperator right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(BroadcastOperator left, BroadcastOperator right) => !left.Equals(right);

    private async Task<BroadcastAcks<TAck>> GatherAsync<TArguments, TAck>(string name, TArguments arguments, CancellationToken cancellationToken)
        where TArguments : IEventArguments
    {
        var server = _namespace.Server;
        var id = _namespace.NextAckId();
        var timeout = _timeout ?? server.Options.AckTimeout;
        var collector = new BroadcastAckCollector<TAck>(id, timeout, server.Json);
        try
        {
            await _namespace.Adapter.BroadcastWithAckAsync(EncodeWithAck(name, arguments, id), _options, collector);
            await collector.Completed.WaitAsync(timeout, server.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // What came in time is the answer.
        }
        finally
        {
            collector.Abandon();
        }

        return collector.ToResult();
    }

    private BroadcastPacket EncodeWithAck<TArguments>(string name, TArguments arguments, long ackId)
        where TArguments : IEventArguments
    {
        ReservedEvents.ThrowIfReserved(name);
        using var encoder = PacketEncoder.Rent(_namespace.Server.Parser);
        encoder.EncodeEvent(_namespace.Utf8Name, name, ackId, arguments, _namespace.Server.Json);
        return encoder.ToBroadcast(name, encoder.CopyAttachments());
    }

    private BroadcastOperator With(BroadcastOptions options) => new(_namespace, options, _timeout);
}
