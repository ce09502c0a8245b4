using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace SocketIoCompat.Redis.Bus;

/// <summary>
/// Redis: commands through StackExchange.Redis, and through connections of our own what it does not do: ordered and sharded
/// subscriptions, blocking reads, and in its version 1.2 named users.
/// </summary>
internal sealed partial class RedisBus : IRedisBus
{
    private static readonly TimeSpan VerificationTimeout = TimeSpan.FromSeconds(5);

    private readonly RedisEndpoint _endpoint;
    private readonly long _maxWaitingBytes;
    private readonly TimeSpan _commandTimeout;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RedisMetrics _metrics;
    private readonly IRedisCommands _commands;
    private readonly RedisSubscriber _subscriber;
    private readonly string _echoChannel = "socketiocompat-echo#" + Guid.NewGuid().ToString("N");
    private readonly TaskCompletionSource _firstHealthy = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private TaskCompletionSource? _echo;
    private long _waitingBytes;
    private int _healthy;

    public RedisBus(RedisEndpoint endpoint, long maxWaitingBytes, TimeSpan commandTimeout, TimeProvider time, ILogger logger, RedisMetrics metrics)
    {
        _endpoint = endpoint;
        _maxWaitingBytes = maxWaitingBytes;
        _commandTimeout = commandTimeout;
        _time = time;
        _logger = logger;
        _metrics = metrics;
        _commands = endpoint.HasNamedUser ? new RespCommands(endpoint, time, logger) : new StackExchangeCommands(endpoint, time, logger);
        _subscriber = new RedisSubscriber(endpoint, time, logger) { Connected = OnSubscriberChanged };
        _subscriber.Subscribe(SubscriptionKind.Channel, _echoChannel, (_, _) => Volatile.Read(ref _echo)?.TrySetResult());
        metrics.DegradedChanged(true);
    }

    public bool IsHealthy => Volatile.Read(ref _healthy) == 1;

    public event Action? HealthChanged;

    public async Task StartAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        _commands.Start();
        _subscriber.Start();
        try
        {
            await _firstHealthy.Task.WaitAsync(patience, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            LogNotYet(_logger, _endpoint);
        }
    }

    public async Task PublishAsync(string channel, byte[] message, bool sharded)
    {
        try
        {
            await SendAsync(message.Length, sharded ? "SPUBLISH" : "PUBLISH", channel, message);
            _metrics.Published();
        }
        catch (ClusterUnavailableException)
        {
            _metrics.PublishFailed();
            throw;
        }
    }

    public async Task<int> CountSubscribersAsync(string channel, bool sharded)
    {
        var reply = await SendAsync(0, "PUBSUB", sharded ? "SHARDNUMSUB" : "NUMSUB", channel);
        return reply.Items is [_, var count] ? (int)ToNumber(count) : 0;
    }

    public void Subscribe(SubscriptionKind kind, string channel, RedisMessageHandler handler)
    {
        _subscriber.Subscribe(kind, channel, (from, message) =>
        {
            _metrics.Received();
            handler(from, message);
        });
    }

    public void Unsubscribe(SubscriptionKind kind, string channel) => _subscriber.Unsubscribe(kind, channel);

    public async Task<string> AppendAsync(string stream, long maxLength, IReadOnlyList<KeyValuePair<string, byte[]>> fields)
    {
        var arguments = new List<object> { stream, "MAXLEN", "~", maxLength.ToString(CultureInfo.InvariantCulture), "*" };
        var size = 0;
        foreach (var (name, value) in fields)
        {
            arguments.Add(name);
            arguments.Add(value);
            size += value.Length;
        }

        try
        {
            var reply = await SendAsync(size, "XADD", [.. arguments]);
            _metrics.Published();
            return ToText(reply);
        }
        catch (ClusterUnavailableException)
        {
            _metrics.PublishFailed();
            throw;
        }
    }

    public IStreamReading ReadStream(string stream, int count, TimeSpan block, Action<StreamEntry> handler) =>
        new RedisStreamReader(
            _endpoint,
            stream,
            count,
            block,
            entry =>
            {
                _metrics.Received();
                handler(entry);
            },
            _time,
            _logger);

    public async Task<IReadOnlyList<StreamEntry>> RangeAsync(string stream, string from, string to, int count)
    {
        var reply = await SendAsync(0, "XRANGE", stream, from, to, "COUNT", count.ToString(CultureInfo.InvariantCulture));
        return [.. reply.Items.Select(ToEntry)];
    }

    public async Task<long> CountEntriesAsync(string stream) => ToNumber(await SendAsync(0, "XLEN", stream));

    public Task SetAsync(string key, byte[] value, TimeSpan expiry) =>
        SendAsync(value.Length, "SET", key, value, "PX", ((long)expiry.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));

    // GETDEL would be shorter, but Redis has it since 6.2 only.
    public async Task<byte[]?> TakeAsync(string key) =>
        (await SendAsync(0, "EVAL", "local value = redis.call('GET', KEYS[1]) redis.call('DEL', KEYS[1]) return value", "1", key)).Bytes;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _subscriber.DisposeAsync();
        await _commands.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task<IRedisReply> SendAsync(int size, string command, params object[] arguments)
    {
        var waiting = Interlocked.Add(ref _waitingBytes, size + 64);
        try
        {
            if (waiting > _maxWaitingBytes)
                throw new ClusterUnavailableException("Too much waits for Redis already.");
            return await _commands.SendAsync(command, arguments).WaitAsync(_commandTimeout, _time);
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            throw new ClusterUnavailableException("Redis did not answer.", exception);
        }
        finally
        {
            Interlocked.Add(ref _waitingBytes, -size - 64);
        }
    }

    // The subscriptions are believed when a message to itself has come back through them.
    private void OnSubscriberChanged(bool connected)
    {
        if (connected)
            _ = VerifyAsync();
        else
            SetHealthy(false);
    }

    private async Task VerifyAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            var echo = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _echo, echo);
            try
            {
                await SendAsync(0, "PUBLISH", _echoChannel, "echo");
                await echo.Task.WaitAsync(VerificationTimeout, _time, _stopping.Token);
                SetHealthy(true);
                return;
            }
            catch (Exception exception) when (exception is ClusterUnavailableException or TimeoutException or OperationCanceledException)
            {
                // Redis is still on its way up, or gone again: then the subscriber says so.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void SetHealthy(bool healthy)
    {
        if (Interlocked.Exchange(ref _healthy, healthy ? 1 : 0) == (healthy ? 1 : 0))
            return;
        _metrics.DegradedChanged(!healthy);
        if (healthy)
        {
            _firstHealthy.TrySetResult();
            LogHealthy(_logger, _endpoint);
        }
        else if (!_stopping.IsCancellationRequested)
        {
            LogDegraded(_logger, _endpoint);
        }

        HealthChanged?.Invoke();
    }

    private static StreamEntry ToEntry(IRedisReply entry)
    {
        var fields = entry.Items[1].Items;
        var pairs = new List<KeyValuePair<string, byte[]>>(fields.Count / 2);
        for (var i = 0; i + 1 < fields.Count; i += 2)
            pairs.Add(KeyValuePair.Create(ToText(fields[i]), fields[i + 1].Bytes ?? []));
        return new StreamEntry(ToText(entry.Items[0]), pairs);
    }

    private static string ToText(IRedisReply reply) =>
        Encoding.UTF8.GetString(reply.Bytes ?? throw new ClusterUnavailableException("Redis answered with nothing where it must name something."));

    private static long ToNumber(IRedisReply reply) => long.Parse(ToText(reply), CultureInfo.InvariantCulture);

    [LoggerMessage(4010, LogLevel.Information, "The cluster at Redis {Endpoint} works")]
    private static partial void LogHealthy(ILogger logger, RedisEndpoint endpoint);

    [LoggerMessage(4011, LogLevel.Warning, "The cluster at Redis {Endpoint} is degraded: this server's own clients go on, other servers are not heard")]
    private static partial void LogDegraded(ILogger logger, RedisEndpoint endpoint);

    [LoggerMessage(4012, LogLevel.Warning, "Redis {Endpoint} does not answer yet; this server starts alone and joins the cluster when it does")]
    private static partial void LogNotYet(ILogger logger, RedisEndpoint endpoint);
}
