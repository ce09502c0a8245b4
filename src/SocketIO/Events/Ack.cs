using SocketIoCompat.Events;

namespace SocketIoCompat;

/// <summary>
/// The acknowledgement that a client asked for, as a handler's parameter. It answers once; a second answer is ignored, and
/// so is one to a client that asked for none.
/// </summary>
public sealed class Ack
{
    private readonly IAcknowledger _asker;
    private readonly long _id;
    private int _answered;

    internal Ack(IAcknowledger asker, long id)
    {
        _asker = asker;
        _id = id;
    }

    /// <summary>Whether the client asked for an acknowledgement.</summary>
    public bool IsRequested => _id >= 0;

    /// <summary>Acknowledges with no arguments.</summary>
    public void Send() => Answer(default(EventArguments));

    /// <summary>Acknowledges with one argument.</summary>
    public void Send<T1>(T1 first) => Answer(new EventArguments<T1>(first));

    /// <summary>Acknowledges with two arguments.</summary>
    public void Send<T1, T2>(T1 first, T2 second) => Answer(new EventArguments<T1, T2>(first, second));

    /// <summary>Acknowledges with three arguments.</summary>
    public void Send<T1, T2, T3>(T1 first, T2 second, T3 third) => Answer(new EventArguments<T1, T2, T3>(first, second, third));

    /// <summary>Acknowledges with values that are relayed as they came.</summary>
    public void Send(RawValue[] arguments) => Answer(new RawEventArguments(arguments));

    private void Answer<TArguments>(TArguments arguments)
        where TArguments : IEventArguments
    {
        if (_id >= 0 && Interlocked.Exchange(ref _answered, 1) == 0)
            _asker.Acknowledge(_id, arguments);
    }
}
