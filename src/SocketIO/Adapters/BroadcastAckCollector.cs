using System.Text.Json;
using SocketIoCompat.Events;
using SocketIoCompat.Namespaces;

namespace SocketIoCompat.Adapters;

/// <summary>Gathers the acknowledgements of one broadcast, which all carry the same id.</summary>
internal abstract class BroadcastAckCollector(long id, TimeSpan timeout) : IAckWaiter
{
    protected Lock Gate { get; } = new();
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<Socket> _waiting = [];
    private int _expected;
    private int _left = 1; // the last one is Expect itself, so that nothing completes while receivers are being added

    public int Expected => _expected;

    /// <summary>How long the one who broadcasts waits.</summary>
    public TimeSpan Timeout { get; } = timeout;

    /// <summary>How many servers there are, and how many of them have said how many receivers they have.</summary>
    protected (int All, int Answered) Servers { get; private set; } = (1, 1);

    /// <summary>The ids of those others, where they say them.</summary>
    protected List<string> AnsweredServerIds { get; } = [];

    /// <summary>Ends when every receiver has answered or is gone.</summary>
    public Task Completed => _complete.Task;

    /// <summary>Registers with the receivers on this server.</summary>
    /// <param name="sockets">The receivers.</param>
    /// <param name="release">Whether these are all; otherwise <see cref="Release"/> says so.</param>
    public void Expect(ReadOnlySpan<Socket> sockets, bool release = true)
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

        if (release)
            Release();
    }

    /// <summary>All receivers on this server are known.</summary>
    public void Release()
    {
        lock (Gate)
            Count();
    }

    /// <summary>Other servers have receivers too. Called before <see cref="Expect"/>; <see cref="EndRemote"/> ends it.</summary>
    public void BeginRemote()
    {
        lock (Gate)
            _left++;
    }

    /// <summary>Another server has this many receivers. False when it is too late to matter.</summary>
    public void ExpectRemote(int receivers, string? server)
    {
        lock (Gate)
        {
            if (server is not null)
                AnsweredServerIds.Add(server);
            Servers = (Servers.All, Servers.Answered + 1);
            _expected += receivers;
            _left += receivers;
        }
    }

    /// <summary>A receiver on another server has answered.</summary>
    public void CompleteRemote(scoped in ReceivedEvent answer)
    {
        lock (Gate)
        {
            Add(answer);
            Count();
        }
    }

    /// <summary>Of so many servers all that will say how many receivers they have, have said so.</summary>
    public void EndRemote(int servers)
    {
        lock (Gate)
        {
            Servers = (servers, Servers.Answered);
            Count();
        }
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
internal sealed class BroadcastAckCollector<TAck>(long id, TimeSpan timeout, JsonSerializerOptions options) : BroadcastAckCollector(id, timeout)
{
    private readonly List<TAck> _responses = [];

    public BroadcastAcks<TAck> ToResult()
    {
        lock (Gate)
            return new([.. _responses], Expected) { Servers = Servers.All, AnsweredServers = Servers.Answered, AnsweredServerIds = [.. AnsweredServerIds] };
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
