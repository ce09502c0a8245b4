using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Microsoft.Extensions.Logging;
using SocketIoCompat.Redis.Resp;

namespace SocketIoCompat.Redis.Bus;

/// <summary>
/// The subscriptions, on one connection of its own: messages are handed over in the order in which Redis sends them. It
/// reconnects and subscribes again by itself, and pings so that a Redis that hangs is noticed.
/// </summary>
internal sealed partial class RedisSubscriber(RedisEndpoint endpoint, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(SubscriptionKind Kind, string Channel), RedisMessageHandler> _handlers = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private RespConnection? _connection;
    private Task _changes = Task.CompletedTask;
    private Task? _loop;
    private long _heard;

    /// <summary>Told that all is subscribed again, or that the connection was lost.</summary>
    public Action<bool>? Connected { get; set; }

    public void Start() => _loop = RunAsync();

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

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_loop is not null)
            await _loop;
        _stopping.Dispose();
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
            await connection.SendAsync(command, _stopping.Token);
        }
        catch (Exception exception) when (IsConnectionFault(exception))
        {
            // The reading loop sees it too and subscribes to everything anew.
        }
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        var failures = 0;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await using var connection = await OpenAsync();
                failures = 0;
                await ReceiveAsync(connection);
            }
            catch (Exception exception) when (IsConnectionFault(exception))
            {
                if (!_stopping.IsCancellationRequested && failures++ == 0)
                    LogLost(logger, endpoint, exception);
            }
            finally
            {
                lock (_lock)
                    _connection = null;
                Connected?.Invoke(false);
            }

            await BackOffAsync(failures);
        }
    }

    private async Task<RespConnection> OpenAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        limit.CancelAfter(ConnectTimeout);
        var connection = await RespConnection.OpenAsync(endpoint, limit.Token);
        Task sent;
        lock (_lock)
        {
            // From here on each change is sent as well; one that is sent twice does no harm.
            _connection = connection;
            sent = _changes = connection.SendAllAsync(
                [.. _handlers.Keys.Select(static key => (string[])[Verb(key.Kind, true), key.Channel])], limit.Token).AsTask();
        }

        await sent;
        LogConnected(logger, endpoint);
        Connected?.Invoke(true);
        return connection;
    }

    private async Task ReceiveAsync(RespConnection connection)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        Volatile.Write(ref _heard, time.GetTimestamp());
        var pings = PingAsync(connection, silence);
        try
        {
            while (await connection.ReadAsync(silence.Token) is { } reply)
            {
                Volatile.Write(ref _heard, time.GetTimestamp());
                Dispatch(reply);
            }

            throw new IOException("Redis closed the connection.");
        }
        finally
        {
            await silence.CancelAsync();
            await pings;
        }
    }

    private async Task PingAsync(RespConnection connection, CancellationTokenSource silence)
    {
        try
        {
            while (true)
            {
                await Task.Delay(PingInterval, time, silence.Token);
                await connection.SendAsync(["PING"], silence.Token);
                if (time.GetElapsedTime(Volatile.Read(ref _heard)) > PingInterval + PingTimeout)
                    await silence.CancelAsync();
            }
        }
        catch (Exception exception) when (IsConnectionFault(exception))
        {
            // The reading loop ends for the same reason.
        }
    }

    private void Dispatch(RespValue reply)
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

    private async Task BackOffAsync(int failures)
    {
        var delay = TimeSpan.FromMilliseconds(Math.Min(100 * Math.Pow(2, Math.Min(failures, 6)), 3000));
        try
        {
            await Task.Delay(delay, time, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // The loop sees it.
        }
    }

    internal static bool IsConnectionFault(Exception exception) =>
        exception is IOException or SocketException or OperationCanceledException or InvalidDataException or AuthenticationException
            or ObjectDisposedException or InvalidOperationException;

    private static string Verb(SubscriptionKind kind, bool subscribe) => (kind, subscribe) switch
    {
        (SubscriptionKind.Channel, true) => "SUBSCRIBE",
        (SubscriptionKind.Channel, false) => "UNSUBSCRIBE",
        (SubscriptionKind.Pattern, true) => "PSUBSCRIBE",
        (SubscriptionKind.Pattern, false) => "PUNSUBSCRIBE",
        (_, true) => "SSUBSCRIBE",
        _ => "SUNSUBSCRIBE",
    };

    [LoggerMessage(4001, LogLevel.Information, "Subscribed at Redis {Endpoint}")]
    private static partial void LogConnected(ILogger logger, RedisEndpoint endpoint);

    [LoggerMessage(4002, LogLevel.Warning, "The subscriptions at Redis {Endpoint} are lost; trying again")]
    private static partial void LogLost(ILogger logger, RedisEndpoint endpoint, Exception exception);
}
