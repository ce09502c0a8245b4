namespace SocketIoCompat.Handlers.RawSockets;

/// <summary>How a page is reached. Sending takes no time: it puts the message into a queue of bounded size.</summary>
internal interface IMessageSink
{
    /// <summary>Sends a text message, whose bytes may be shared by many.</summary>
    void Send(ReadOnlyMemory<byte> message);

    /// <summary>Sends the close frame after what still waits. Only the first call counts.</summary>
    void Close(int code, string reason);
}
