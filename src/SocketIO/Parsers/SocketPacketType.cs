namespace SocketIoCompat;

/// <summary>The types of packets. Whether an event or acknowledgement carries binary values is told by its attachments.</summary>
public enum SocketPacketType
{
    /// <summary>Joining a namespace, and the answer.</summary>
    Connect = 0,

    /// <summary>Leaving a namespace.</summary>
    Disconnect = 1,

    /// <summary>An event.</summary>
    Event = 2,

    /// <summary>An acknowledgement.</summary>
    Ack = 3,

    /// <summary>The refusal of a namespace.</summary>
    ConnectError = 4,
}
