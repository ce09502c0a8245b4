using System.Collections.Concurrent;

namespace SocketIoCompat.Adapters;

/// <summary>The requests of this server that others have not all answered yet.</summary>
internal sealed class ClusterRequests(ClusterTimeouts timeouts, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, PendingRequest> _pending = new(StringComparer.Ordinal);
    private int _silentAt = -1; // how many servers there were when one of them did not answer

    public void Complete(ClusterMessage answer)
    {
        if (answer.RequestId is { } id && _pending.TryGetValue(id, out var request))
            request.Take(answer);
    }

    public PendingRequest Open(string id, Action<ClusterMessage> take)
    {
        var request = new PendingRequest(take);
        _pending[id] = request;
        return request;
    }

    public void Close(string id) => _pending.TryRemove(id, out _);

    /// <summary>Waits until so many others have answered, or no longer than it makes sense.</summary>
    /// <param name="request">The request.</param>
    /// <param name="servers">How many servers there are, this one included.</param>
    /// <param name="limit">What the caller allows; null for the usual.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task WaitAsync(PendingRequest request, int servers, TimeSpan? limit, CancellationToken cancellationToken)
    {
        var allowed = limit ?? timeouts.Request;
        if (Volatile.Read(ref _silentAt) == servers && timeouts.AfterTimeout < allowed)
            allowed = timeouts.AfterTimeout;
        try
        {
            await request.WaitForAsync(servers - 1).WaitAsync(allowed, time, cancellationToken);
            Interlocked.CompareExchange(ref _silentAt, -1, servers);
        }
        catch (TimeoutException)
        {
            Volatile.Write(ref _silentAt, servers);
        }
    }
}

/// <summary>One request: counts who has answered.</summary>
internal sealed class PendingRequest(Action<ClusterMessage> take)
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _ids = [];
    private int _wanted = -1;
    private bool _closed;

    /// <summary>How many other servers have answered.</summary>
    public int Answered { get; private set; }

    /// <summary>The ids of those who have answered, where their answers carry one.</summary>
    public string[] GetIds()
    {
        lock (_lock)
            return [.. _ids];
    }

    public void Take(ClusterMessage answer)
    {
        lock (_lock)
        {
            if (_closed)
                return;
            take(answer);
            if (answer.Type == ClusterMessageType.BroadcastAck)
                return;
            Answered++;
            if (answer.Uid is { } uid)
                _ids.Add(uid);
            Check();
        }
    }

    public Task WaitForAsync(int answers)
    {
        lock (_lock)
        {
            _wanted = Math.Max(answers, 0);
            Check();
        }

        return _complete.Task;
    }

    /// <summary>Nothing more is taken.</summary>
    public void Close()
    {
        lock (_lock)
            _closed = true;
    }

    private void Check()
    {
        if (_wanted >= 0 && Answered >= _wanted)
            _complete.TrySetResult();
    }
}
