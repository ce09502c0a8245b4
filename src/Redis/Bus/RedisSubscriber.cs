using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using SocketIoCompat.Redis.Resp;

namespace SocketIoCompat.Redis.Bus;

/// <summary>
/// The subscriptions, on one connection of its own: messages are handed over in the order in which Redis sends them. After a
/// loss it subscribes again by itself.
/// </summary>
internal sealed class RedisSubscriber(RedisEndpoint endpoint, TimeProvider time, ILogger logger) : RespClient(endpoint, time, logger)
{
    private readonly ConcurrentDictionary<(SubscriptionKind Kind, string Channel), RedisMessageHandler> _handlers = new();
    private readonly Lock _lock = new();
    private RespConnection? _connection;
    private Task _changes = Task.CompletedTask;

    /// <summary>Told that all is subscribed again, or that the connection was lost.</summary>
    public Action<bool>? Connected { get; set; }

    public void Subscribe(SubscriptionKind kind, string channel, RedisMessageHandler handler)
    {
        _handlers[(kind, channel)] = handler;
        Send(kind, channel, subscribe: true);
    }

    public void Unsubscribe(SubscriptionKind kind, string channel)
    {
        if (_handlers.TryRemove((kind, channel), out _))
            Send(kind, channel, subscribe: false);
    }

    protected override async Task OpenedAsync(RespConnection connection, CancellationToken cancellationToken)
    {
        Task sent;
        lock (_lock)
        {
            // From here on each change is sent as well; one that is sent twice does no harm.
            _connection = connection;
            sent = _changes = connection.SendAllAsync(
                [.. _handlers.Keys.Select(static key => (string[])[Verb(key.Kind, true), key.Channel])], cancellationToken).AsTask();
        }

        await sent;
        Connected?.Invoke(true);
    }

    protected override void Lost()
    {
        lock (_lock)
            _connection = null;
        Connected?.Invoke(false);
    }

    protected override Task PingAsync(RespConnection connection, CancellationToken cancellationToken) =>
        connection.SendAsync(["PING"], cancellationToken).AsTask();

    protected override void Receive(RespValue reply)
    {
        if (reply is not { Kind: RespKind.Array, Items: [{ Bytes: { } verb }, ..] items })
            return;
        var (kind, at) = Encoding.ASCII.GetString(verb) switch
        {
            "message" => (SubscriptionKind.Channel, 1),
            "smessage" => (SubscriptionKind.Sharded, 1),
            "pmessage" => (SubscriptionKind.Pattern, 2),
            _ => (SubscriptionKind.Channel, 0),
        };
        if (at == 0 || items.Length <= at + 1 || items[1].Bytes is not { } key || items[at].Bytes is not { } channel || items[at + 1].Bytes is not { } message)
            return;
        if (_handlers.TryGetValue((kind, Encoding.UTF8.GetString(key)), out var handler))
            handler(Encoding.UTF8.GetString(channel), message);
    }

    // One after another, in the order of the calls: an unsubscription must not overtake what follows it.
    private void Send(SubscriptionKind kind, string channel, bool subscribe)
    {
        lock (_lock)
        {
            if (_connection is { } connection)
                _changes = SendAfterAsync(_changes, connection, [Verb(kind, subscribe), channel]);
        }
    }

    private async Task SendAfterAsync(Task before, RespConnection connection, string[] command)
    {
        await before;
        try
        {
            await connection.SendAsync(command, Stopping);
        }
        catch (Exception exception) when (IsConnectionFault(exception))
        {
            // The reading loop sees it too and subscribes to everything anew.
        }
    }

    private static string Verb(SubscriptionKind kind, bool subscribe) => (kind, subscribe) switch
    {
        (SubscriptionKind.Channel, true) => "SUBSCRIBE",
        (SubscriptionKind.Channel, false) => "UNSUBSCRIBE",
        (SubscriptionKind.Pattern, true) => "PSUBSCRIBE",
        (SubscriptionKind.Pattern, false) => "PUNSUBSCRIBE",
        (_, true) => "SSUBSCRIBE",
        _ => "SUNSUBSCRIBE",
    };
}
