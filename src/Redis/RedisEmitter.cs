using System.Collections.Concurrent;
using SocketIoCompat.Adapters;
using SocketIoCompat.Engine;
using SocketIoCompat.Events;
using SocketIoCompat.Namespaces;
using SocketIoCompat.Redis;
using SocketIoCompat.Redis.Bus;

namespace SocketIoCompat;

/// <summary>
/// Emits to a Socket.IO cluster from a process that has no clients of its own (Node: <c>@socket.io/redis-emitter</c>). Immutable;
/// each step gives a new one. Acknowledgements need a server: there are none here.
/// </summary>
public sealed class RedisEmitter : IEmitter
{
    internal const string Uid = "emitter";

    private readonly RedisEmitterLinks _links;
    private readonly string _namespace;
    private readonly BroadcastOptions _options;

    internal RedisEmitter(RedisEmitterLinks links, string @namespace = "/", BroadcastOptions? options = null)
    {
        _links = links;
        _namespace = @namespace;
        _options = options ?? BroadcastOptions.All;
    }

    /// <summary>An event that may get lost: a receiver whose transport could not take it now misses it.</summary>
    public RedisEmitter Volatile => With(_options with { Flags = _options.Flags | SendFlags.Volatile });

    /// <summary>Another namespace. Rooms and modifiers named before are forgotten.</summary>
    /// <param name="name">Its name, with or without the leading slash.</param>
    public RedisEmitter Of(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new RedisEmitter(_links, name[0] == '/' ? name : "/" + name);
    }

    /// <summary>The sockets in a room, besides those in rooms named before; a socket's id is a room too.</summary>
    public RedisEmitter To(string room) => With(_options with { Rooms = [.. _options.Rooms, room] });

    /// <summary>The same as <see cref="To"/>.</summary>
    public RedisEmitter In(string room) => To(room);

    /// <summary>But nobody in this room.</summary>
    public RedisEmitter Except(string room) => With(_options with { Except = [.. _options.Except, room] });

    /// <summary>Whether transports may compress the event. Default true.</summary>
    public RedisEmitter Compress(bool compress) =>
        With(_options with { Flags = compress ? _options.Flags | SendFlags.Compress : _options.Flags & ~SendFlags.Compress });

    /// <inheritdoc/>
    /// <exception cref="ClusterUnavailableException">Redis could not be reached.</exception>
    public ValueTask EmitAsync<TArguments>(string name, TArguments arguments)
        where TArguments : IEventArguments => PublishAsync(ClusterMessageType.Broadcast, Encode(name, arguments));

    /// <summary>Makes these sockets join rooms.</summary>
    /// <exception cref="ClusterUnavailableException">Redis could not be reached.</exception>
    public ValueTask SocketsJoinAsync(params string[] rooms) => PublishAsync(ClusterMessageType.SocketsJoin, names: rooms);

    /// <summary>Makes these sockets leave rooms.</summary>
    /// <exception cref="ClusterUnavailableException">Redis could not be reached.</exception>
    public ValueTask SocketsLeaveAsync(params string[] rooms) => PublishAsync(ClusterMessageType.SocketsLeave, names: rooms);

    /// <summary>Disconnects these sockets.</summary>
    /// <param name="close">Whether to close their whole connections.</param>
    /// <exception cref="ClusterUnavailableException">Redis could not be reached.</exception>
    public ValueTask DisconnectSocketsAsync(bool close = false) => PublishAsync(ClusterMessageType.DisconnectSockets, close: close);

    /// <summary>Sends an event to the servers themselves.</summary>
    /// <typeparam name="TArguments">The arguments' type.</typeparam>
    /// <param name="name">The event's name.</param>
    /// <param name="arguments">Its arguments, in order.</param>
    /// <exception cref="ClusterUnavailableException">Redis could not be reached.</exception>
    public ValueTask ServerSideEmitAsync<TArguments>(string name, TArguments arguments)
        where TArguments : IEventArguments => PublishAsync(ClusterMessageType.ServerSideEmit, Encode(name, arguments));

    private RedisEmitter With(BroadcastOptions options) => new(_links, _namespace, options);

    private static RawValue Encode<TArguments>(string name, TArguments arguments)
        where TArguments : IEventArguments
    {
        ReservedEvents.ThrowIfReserved(name);
        using var encoder = PacketEncoder.Rent(null);
        encoder.EncodeEvent("/"u8, name, -1, arguments, PacketJsonDefaults.Options);
        return encoder.GetPayload(PacketJsonDefaults.Options);
    }

    private ValueTask PublishAsync(ClusterMessageType type, RawValue? payload = null, string[]? names = null, bool close = false) =>
        new(_links.For(_namespace).PublishAsync(new ClusterMessage
        {
            Type = type,
            Uid = Uid,
            Options = _options,
            Payload = payload?.Json ?? default,
            Attachments = payload?.Attachments ?? [],
            Names = names ?? [],
            Close = close,
        }));
}

/// <summary>The links that an emitter writes to, one for each namespace.</summary>
internal sealed class RedisEmitterLinks(IRedisBus bus, RedisAdapterOptions options, RedisMetrics metrics)
{
    private readonly ConcurrentDictionary<string, IClusterLink> _links = new(StringComparer.Ordinal);

    public IClusterLink For(string nsp) =>
        _links.GetOrAdd(nsp, static (name, all) => RedisLinks.Create(all.Bus, all.Options, all.Metrics, null, name, RedisEmitter.Uid), (Bus: bus, Options: options, Metrics: metrics));
}
