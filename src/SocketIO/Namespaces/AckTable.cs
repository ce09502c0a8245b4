using System.Text.Json;
using SocketIoCompat.Events;

namespace SocketIoCompat.Namespaces;

/// <summary>The acknowledgements that one socket owes, by id. An answer completes its waiter at once, never behind an event.</summary>
internal sealed class AckTable(Socket socket)
{
    private readonly Lock _lock = new();
    private Dictionary<long, IAckWaiter>? _waiting;
    private bool _ended;

    /// <summary>Waits for an answer.</summary>
    /// <exception cref="InvalidOperationException">The client owes more acknowledgements than the options allow.</exception>
    /// <exception cref="SocketDisconnectedException">The client is gone.</exception>
    public void Add(long id, IAckWaiter waiter)
    {
        if (TryAdd(id, waiter))
            return;
        if (socket.IsConnected)
            throw new InvalidOperationException("The client owes too many acknowledgements.");
        throw new SocketDisconnectedException();
    }

    /// <summary>False when the client is gone or owes as many acknowledgements as the options allow.</summary>
    public bool TryAdd(long id, IAckWaiter waiter)
    {
        lock (_lock)
        {
            if (_ended || !socket.IsConnected || _waiting?.Count >= socket.Namespace.Server.Options.MaxPendingAcknowledgements)
                return false;
            (_waiting ??= []).Add(id, waiter);
            return true;
        }
    }

    public void Remove(long id)
    {
        lock (_lock)
            _waiting?.Remove(id);
    }

    /// <summary>Completes the waiter; an unknown id is ignored, as in Node.</summary>
    public void Complete(long id, scoped in ReceivedEvent answer, Socket from)
    {
        IAckWaiter? waiter = null;
        lock (_lock)
            _waiting?.Remove(id, out waiter);
        waiter?.Complete(answer, from);
    }

    public void FailAll()
    {
        Dictionary<long, IAckWaiter>? waiting;
        lock (_lock)
        {
            _ended = true;
            waiting = _waiting;
            _waiting = null;
        }

        foreach (var waiter in waiting?.Values ?? Enumerable.Empty<IAckWaiter>())
            waiter.Fail(socket);
    }
}

/// <summary>Somebody who waits for an acknowledgement.</summary>
internal interface IAckWaiter
{
    /// <summary>Takes the answer's arguments, which are valid during the call only.</summary>
    void Complete(scoped in ReceivedEvent answer, Socket from);

    /// <summary>The client will not answer any more.</summary>
    void Fail(Socket from);
}

/// <summary>Waits for one client's acknowledgement.</summary>
internal sealed class AckWaiter<TAck>(JsonSerializerOptions options) : IAckWaiter
{
    // Whoever waits goes on inline on the read loop: as in Node, what he emits precedes what the client's next packet causes.
    private readonly TaskCompletionSource<TAck> _source = new();

    public Task<TAck> Task => _source.Task;

    public void Complete(scoped in ReceivedEvent answer, Socket from)
    {
        try
        {
            _source.TrySetResult(AckReader.Read<TAck>(answer, options));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or NotSupportedException)
        {
            _source.TrySetException(new EventBindingException($"The acknowledgement is not a {typeof(TAck).Name}.", exception));
        }
    }

    public void Fail(Socket from) => _source.TrySetException(new SocketDisconnectedException());
}

/// <summary>Reads an acknowledgement: its first argument, or all of them as raw values.</summary>
internal static class AckReader
{
    public static TAck Read<TAck>(scoped in ReceivedEvent answer, JsonSerializerOptions options)
    {
        if (typeof(TAck) == typeof(RawValue[]))
            return (TAck)(object)answer.GetRest(0, options);
        if (answer.Count == 0)
            return default!;
        return answer.GetRaw(0, options) is var raw && typeof(TAck) == typeof(RawValue) ? (TAck)(object)raw : raw.Deserialize<TAck>()!;
    }
}
