using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SocketIoCompat.Redis.Resp;

namespace SocketIoCompat.Redis.Bus;

/// <summary>
/// Commands on a connection of our own, for a named user of Redis: StackExchange.Redis 1.2 can authenticate the default user alone.
/// What waits while one write is under way goes with the next one.
/// </summary>
internal sealed class RespCommands(RedisEndpoint endpoint, TimeProvider time, ILogger logger) : RespClient(endpoint, time, logger), IRedisCommands
{
    private volatile Line? _line;

    public async Task<IRedisReply> SendAsync(string command, object[] arguments)
    {
        var line = _line ?? throw new IOException("Redis is not connected.");
        RespValue reply;
        try
        {
            reply = await line.SendAsync([command, .. arguments]);
        }
        catch (OperationCanceledException exception)
        {
            throw new IOException("The connection to Redis was lost before it answered.", exception);
        }

        return reply.Kind == RespKind.Error ? throw new IOException($"Redis refused {command}: {reply}") : reply;
    }

    protected override Task OpenedAsync(RespConnection connection, CancellationToken cancellationToken)
    {
        _line = new Line(connection, Stopping);
        return Task.CompletedTask;
    }

    protected override void Receive(RespValue reply) => _line?.Answer(reply);

    // Its answer is not waited for: any answer shows that Redis lives.
    protected override Task PingAsync(RespConnection connection, CancellationToken cancellationToken)
    {
        _ = _line?.SendAsync(["PING"]);
        return Task.CompletedTask;
    }

    protected override void Lost()
    {
        _line?.Close();
        _line = null;
    }

    /// <summary>What was sent on one connection, and who waits for the answers.</summary>
    private sealed class Line
    {
        private readonly Lock _lock = new();
        private readonly Queue<TaskCompletionSource<RespValue>> _unanswered = new();
        private readonly Channel<object[]> _unsent = Channel.CreateUnbounded<object[]>(new UnboundedChannelOptions { SingleReader = true });
        private bool _closed;

        public Line(RespConnection connection, CancellationToken stopping) => _ = WriteAsync(connection, stopping);

        public Task<RespValue> SendAsync(object[] command)
        {
            var reply = new TaskCompletionSource<RespValue>(TaskCreationOptions.RunContinuationsAsynchronously);
            // Both queues have the same order: Redis answers in the order of the commands.
            lock (_lock)
            {
                if (_closed)
                    throw new IOException("The connection to Redis is lost.");
                _unanswered.Enqueue(reply);
                _unsent.Writer.TryWrite(command);
            }

            return reply.Task;
        }

        public void Answer(RespValue value)
        {
            TaskCompletionSource<RespValue>? reply;
            lock (_lock)
                _unanswered.TryDequeue(out reply);
            reply?.SetResult(value);
        }

        public void Close()
        {
            lock (_lock)
                _closed = true;
            _unsent.Writer.TryComplete();
            foreach (var reply in _unanswered)
                reply.SetCanceled(CancellationToken.None);
        }

        private async Task WriteAsync(RespConnection connection, CancellationToken stopping)
        {
            try
            {
                while (await _unsent.Reader.WaitToReadAsync(stopping))
                    await connection.SendAllAsync(TakeAll(), stopping);
            }
            catch (Exception exception) when (IsConnectionFault(exception))
            {
                // The reading loop ends for the same reason and closes this.
            }
        }

        private IEnumerable<object[]> TakeAll()
        {
            while (_unsent.Reader.TryRead(out var command))
                yield return command;
        }
    }
}
