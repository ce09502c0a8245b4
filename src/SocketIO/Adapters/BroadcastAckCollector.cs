using System.Text.Json;
using SocketIoCompat.Events;
using SocketIoCompat.Namespaces;

namespace SocketIoCompat.Adapters;

/// <summary>Gathers the acknowledgements of one broadcast, which all carry the same id.</summary>
internal abstract class BroadcastAckCollector(long id) : IAckWaiter
{
    protected Lock Gate { get; } = new();
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<Socket> _waiting = [];
    private int _expected;
    private int _left = 1; // the last one is Expect itself, so that nothing completes while receivers are being added

    public int Expected => _expected;

    /// <summary>Ends when every receiver has answered or is gone.</summary>
    public Task Completed => _complete.Task;

    /// <summary>Registers with the receivers on this server.</summary>
    public void Expect(ReadOnlySpan<Socket> sockets)
    {
        foreach (var socket in sockets)
        {
            // Counted first: the socket may answer, or be gone, before the next line.
            lock (Gate)
            {
                _waiting.Add(socket);
                _expected++;
                _left++;
            }

            socket.Client.Backlog.BeginAwaitAcknowledgement();
            if (!socket.Acks.TryAdd(id, this))
                Forget(socket);
        }

        lock (Gate)
            Count();
    }

    public void Complete(scoped in ReceivedEvent answer, Socket from)
    {
        lock (Gate)
        {
            if (!_waiting.Remove(from))
                return;
            Add(answer);
            Count();
        }

        from.Client.Backlog.EndAwaitAcknowledgement();
    }

    public void Fail(Socket from)
    {
        lock (Gate)
        {
            if (!_waiting.Remove(from))
                return;
            Count();
        }

        from.Client.Backlog.EndAwaitAcknowledgement();
    }

    /// <summary>Nothing more is waited for; the sockets forget it.</summary>
    public void Abandon()
    {
        Socket[] silent;
        lock (Gate)
        {
            silent = [.. _waiting];
            _waiting.Clear();
        }

        foreach (var socket in silent)
        {
            socket.Acks.Remove(id);
            socket.Client.Backlog.EndAwaitAcknowledgement();
        }
    }

    // It is gone, or owes too much already: it is no receiver.
    private void Forget(Socket socket)
    {
        lock (Gate)
        {
            if (!_waiting.Remove(socket))
                return;
            _expected--;
            Count();
        }

        socket.Client.Backlog.EndAwaitAcknowledgement();
    }

    /// <summary>Keeps one answer. Called under the lock.</summary>
    protected abstract void Add(scoped in ReceivedEvent answer);

    private void Count()
    {
        if (--_left == 0)
            _complete.TrySetResult();
    }
}

/// <summary>Gathers acknowledgements of one type.</summary>
internal sealed class BroadcastAckCollector<TAck>(long id, JsonSerializerOptions options) : BroadcastAckCollector(id)
{
    private readonly List<TAck> _responses = [];

    public BroadcastAcks<TAck> ToResult()
    {
        lock (Gate)
            return new([.. _responses], Expected);
    }

    protected override void Add(scoped in ReceivedEvent answer)
    {
        try
        {
            _responses.Add(AckReader.Read<TAck>(answer, options));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or NotSupportedException)
        {
            // A client that answers something else counts as one that did not answer.
        }
    }
}
