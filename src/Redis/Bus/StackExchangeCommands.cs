using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace SocketIoCompat.Redis.Bus;

/// <summary>Commands through StackExchange.Redis, by calls that its versions 1.2 and 2.x share.</summary>
internal sealed partial class StackExchangeCommands(RedisEndpoint endpoint, TimeProvider time, ILogger logger) : IRedisCommands
{
    private readonly CancellationTokenSource _stopping = new();
    private volatile ConnectionMultiplexer? _multiplexer;
    private Task _connecting = Task.CompletedTask;

    public void Start() => _connecting = ConnectAsync();

    public async Task<IRedisReply> SendAsync(string command, object[] arguments)
    {
        if (_multiplexer is not { } multiplexer)
            throw new IOException("Redis is not connected.");
        try
        {
            return new Reply(await multiplexer.GetDatabase().ExecuteAsync(command, arguments));
        }
        catch (Exception exception) when (IsFault(exception))
        {
            throw new IOException($"Redis did not take {command}.", exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _connecting;
        if (_multiplexer is { } multiplexer)
            await multiplexer.CloseAsync(allowCommandsToComplete: false);
        _multiplexer?.Dispose();
        _stopping.Dispose();
    }

    private async Task ConnectAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                _multiplexer = await ConnectionMultiplexer.ConnectAsync(endpoint.ToOptions());
                return;
            }
            catch (Exception exception) when (IsFault(exception) || exception is ArgumentException)
            {
                LogConnectFailed(logger, endpoint, exception);
            }

            await Task.Delay(TimeSpan.FromSeconds(1), time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static bool IsFault(Exception exception) =>
        exception is RedisException or TimeoutException or ObjectDisposedException or OperationCanceledException or SocketException or IOException;

    private sealed class Reply(RedisResult result) : IRedisReply
    {
        public byte[]? Bytes => (byte[]?)result;

        public IReadOnlyList<IRedisReply> Items => [.. ((RedisResult[]?)result ?? []).Select(static item => new Reply(item))];
    }

    [LoggerMessage(4013, LogLevel.Warning, "Redis {Endpoint} cannot be connected to; trying again")]
    private static partial void LogConnectFailed(ILogger logger, RedisEndpoint endpoint, Exception exception);
}
