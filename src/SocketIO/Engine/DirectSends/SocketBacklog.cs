using System.IO.Pipelines;
using System.Net.Sockets;

namespace SocketIoCompat.Engine.DirectSends;

/// <summary>
/// What a socket did not take at once, and the loop that sends it. It exists only while a client reads slower than we write;
/// everything but the loop is called under the writer's lock.
/// </summary>
internal sealed class SocketBacklog(SocketWriter writer, System.Net.Sockets.Socket socket)
{
    private TaskCompletionSource<FlushResult>? _flush;

    public Queue<SocketPiece> Pieces { get; } = new();

    /// <summary>The loop; null until it starts.</summary>
    public Task? Sending { get; private set; }

    public void Start() => Sending = SendAsync();

    /// <summary>Waits for the end of all that waits now.</summary>
    public Task<FlushResult> WaitAsync(CancellationToken cancellationToken)
    {
        _flush ??= new TaskCompletionSource<FlushResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        return cancellationToken.CanBeCanceled ? _flush.Task.WaitAsync(cancellationToken) : _flush.Task;
    }

    public void EndFlush(FlushResult result) => _flush?.TrySetResult(result);

    /// <summary>Ends the flush that waits, not the sending. False when none waits.</summary>
    public bool TryCancelFlush()
    {
        var flush = _flush;
        _flush = null;
        return flush?.TrySetResult(new FlushResult(isCanceled: true, isCompleted: false)) == true;
    }

    private async Task SendAsync()
    {
        SocketPiece piece = default;
        try
        {
            while (writer.TryTake(this, out piece))
            {
                for (var rest = piece.Data; !rest.IsEmpty;)
                    rest = rest[await socket.SendAsync(rest, SocketFlags.None)..];
                piece.Release();
                piece = default;
            }
        }
        catch (Exception exception)
        {
            piece.Release();
            writer.Fail(this, exception);
        }
    }
}
