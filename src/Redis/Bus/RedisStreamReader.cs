using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using SocketIoCompat.Redis.Resp;

namespace SocketIoCompat.Redis.Bus;

/// <summary>Reads one stream with blocking XREAD on a connection of its own, from where it began on, whatever happens to the connection.</summary>
internal sealed partial class RedisStreamReader : IStreamReading
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly RedisEndpoint _endpoint;
    private readonly string _stream;
    private readonly string _count;
    private readonly TimeSpan _block;
    private readonly Action<StreamEntry> _handler;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _loop;
    private string? _last;
    private volatile string? _position;
    private volatile bool _connected;

    public RedisStreamReader(
        RedisEndpoint endpoint, string stream, int count, TimeSpan block, Action<StreamEntry> handler, TimeProvider time, ILogger logger)
    {
        _endpoint = endpoint;
        _stream = stream;
        _count = count.ToString(CultureInfo.InvariantCulture);
        _block = block;
        _handler = handler;
        _time = time;
        _logger = logger;
        _loop = RunAsync();
    }

    public event Action? Lost;

    public Task Started => _started.Task;

    public string? Position => _position;

    public bool IsConnected => _connected;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        _stopping.Dispose();
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
                _connected = true;
                while (true)
                    await ReadAsync(connection);
            }
            catch (Exception exception) when (RespClient.IsConnectionFault(exception))
            {
                if (!_stopping.IsCancellationRequested && failures++ == 0)
                    LogLost(_logger, _stream, _endpoint, exception);
            }

            if (_connected)
            {
                _connected = false;
                Lost?.Invoke();
            }

            await RespClient.BackOffAsync(failures, _time, _stopping.Token);
        }
    }

    private async Task<RespConnection> OpenAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        limit.CancelAfter(Grace);
        var connection = await RespConnection.OpenAsync(_endpoint, limit.Token);
        try
        {
            // "$" would mean another place after each reconnect; an id means the same for ever.
            _position = _last ??= await FindLastAsync(connection, limit.Token);
            _started.TrySetResult();
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task<string> FindLastAsync(RespConnection connection, CancellationToken cancellationToken)
    {
        var reply = await AskAsync(connection, ["XREVRANGE", _stream, "+", "-", "COUNT", "1"], cancellationToken);
        return reply.Items is [{ Items: [var id, ..] }, ..] ? id.ToString() : "0-0";
    }

    private async Task ReadAsync(RespConnection connection)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        limit.CancelAfter(_block + Grace);
        var block = ((long)_block.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        var reply = await AskAsync(connection, ["XREAD", "COUNT", _count, "BLOCK", block, "STREAMS", _stream, _last!], limit.Token);
        if (reply.Items is not [{ Items: [_, { Items: { } entries }, ..] }, ..])
            return;
        foreach (var entry in entries)
        {
            if (ToEntry(entry) is not { } read)
                continue;
            _last = read.Id;
            _handler(read);
            _position = read.Id;
        }
    }

    private static async Task<RespValue> AskAsync(RespConnection connection, string[] command, CancellationToken cancellationToken)
    {
        await connection.SendAsync(command, cancellationToken);
        var reply = await connection.ReadAsync(cancellationToken) ?? throw new IOException("Redis closed the connection.");
        return reply.Kind == RespKind.Error ? throw new IOException($"Redis refused {command[0]}: {reply}") : reply;
    }

    private static StreamEntry? ToEntry(RespValue entry)
    {
        if (entry.Items is not [{ Bytes: { } id }, { Items: { } fields }])
            return null;
        var pairs = new List<KeyValuePair<string, byte[]>>(fields.Length / 2);
        for (var i = 0; i + 1 < fields.Length; i += 2)
            pairs.Add(KeyValuePair.Create(fields[i].ToString(), fields[i + 1].Bytes ?? []));
        return new StreamEntry(Encoding.ASCII.GetString(id), pairs);
    }

    [LoggerMessage(4003, LogLevel.Warning, "The reading of the stream {Stream} at Redis {Endpoint} broke off; trying again")]
    private static partial void LogLost(ILogger logger, string stream, RedisEndpoint endpoint, Exception exception);
}
