using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;
using SocketIoCompat.Redis.Resp;

namespace SocketIoCompat.Redis.Bus;

/// <summary>
/// A connection to Redis that is kept: opened again when it is lost, read reply by reply in order, and pinged so that a Redis
/// that hangs is noticed.
/// </summary>
internal abstract partial class RespClient(RedisEndpoint endpoint, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private Task _loop = Task.CompletedTask;
    private long _heard;

    /// <summary>Cancelled when this is disposed.</summary>
    protected CancellationToken Stopping => _stopping.Token;

    public void Start() => _loop = RunAsync();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        _stopping.Dispose();
    }

    /// <summary>A new connection stands; nothing was sent on it yet.</summary>
    protected abstract Task OpenedAsync(RespConnection connection, CancellationToken cancellationToken);

    /// <summary>Takes a reply. Called one after another; must not block.</summary>
    protected abstract void Receive(RespValue reply);

    /// <summary>Sends something that Redis answers.</summary>
    protected abstract Task PingAsync(RespConnection connection, CancellationToken cancellationToken);

    /// <summary>The connection is lost, or could not be opened.</summary>
    protected abstract void Lost();

    internal static bool IsConnectionFault(Exception exception) =>
        exception is IOException or SocketException or OperationCanceledException or InvalidDataException or AuthenticationException
            or ObjectDisposedException or InvalidOperationException;

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
                await ReceiveAllAsync(connection);
            }
            catch (Exception exception) when (IsConnectionFault(exception))
            {
                if (!_stopping.IsCancellationRequested && failures++ == 0)
                    LogLost(logger, endpoint, exception);
            }
            finally
            {
                Lost();
            }

            await BackOffAsync(failures, time, _stopping.Token);
        }
    }

    private async Task<RespConnection> OpenAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        limit.CancelAfter(ConnectTimeout);
        var connection = await RespConnection.OpenAsync(endpoint, limit.Token);
        try
        {
            await OpenedAsync(connection, limit.Token);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        LogConnected(logger, endpoint);
        return connection;
    }

    private async Task ReceiveAllAsync(RespConnection connection)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        Volatile.Write(ref _heard, time.GetTimestamp());
        var pings = PingAllAsync(connection, silence);
        try
        {
            while (await connection.ReadAsync(silence.Token) is { } reply)
            {
                Volatile.Write(ref _heard, time.GetTimestamp());
                Receive(reply);
            }

            throw new IOException("Redis closed the connection.");
        }
        finally
        {
            await silence.CancelAsync();
            await pings;
        }
    }

    private async Task PingAllAsync(RespConnection connection, CancellationTokenSource silence)
    {
        try
        {
            while (true)
            {
                await Task.Delay(PingInterval, time, silence.Token);
                await PingAsync(connection, silence.Token);
                if (time.GetElapsedTime(Volatile.Read(ref _heard)) > PingInterval + PingTimeout)
                    await silence.CancelAsync();
            }
        }
        catch (Exception exception) when (IsConnectionFault(exception))
        {
            // The reading loop ends for the same reason.
        }
    }

    /// <summary>Waits longer after each failure in a row: 0.1 s to 3 s.</summary>
    internal static async Task BackOffAsync(int failures, TimeProvider time, CancellationToken stopping)
    {
        var delay = TimeSpan.FromMilliseconds(Math.Min(100 * Math.Pow(2, Math.Min(failures, 6)), 3000));
        await Task.Delay(delay, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [LoggerMessage(4001, LogLevel.Information, "Connected to Redis {Endpoint}")]
    private static partial void LogConnected(ILogger logger, RedisEndpoint endpoint);

    [LoggerMessage(4002, LogLevel.Warning, "The connection to Redis {Endpoint} is lost; trying again")]
    private static partial void LogLost(ILogger logger, RedisEndpoint endpoint, Exception exception);
}
