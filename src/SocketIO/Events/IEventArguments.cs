namespace SocketIoCompat;

/// <summary>The positional arguments of an outgoing event or acknowledgement, written in order.</summary>
public interface IEventArguments
{
    /// <summary>Writes each argument, in order.</summary>
    /// <param name="writer">Where to; valid during the call only.</param>
    void WriteTo(EventWriter writer);
}
