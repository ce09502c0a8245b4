namespace SocketIoCompat.Engine;

/// <summary>One Engine.IO session: a client's connection over whatever transport it uses now.</summary>
public sealed class EngineSession
{
    internal EngineSession(EngineServer server, string id, int protocol, EngineHandshake handshake)
    {
        Server = server;
        Id = id;
        Protocol = protocol;
        Handshake = handshake;
    }

    internal EngineServer Server { get; }

    /// <summary>The session id.</summary>
    public string Id { get; }

    /// <summary>The revision of the Engine.IO protocol: 4.</summary>
    public int Protocol { get; }

    /// <summary>What the first request of the session said.</summary>
    public EngineHandshake Handshake { get; }

    /// <summary>The transport used now: "polling" or "websocket".</summary>
    public string TransportName { get; } = "polling";

    /// <summary>Cancelled when the session is closed.</summary>
    public CancellationToken ConnectionAborted { get; }

    /// <summary>A place for the handler's own object.</summary>
    public object? State { get; set; }

    /// <summary>Whether the session is open: neither closing nor closed.</summary>
    public bool IsOpen { get; }

    /// <summary>Sends a text message, given as UTF-8. Never blocks; the bytes are copied or written before it returns. Does nothing when the session is not open.</summary>
    public void Send(ReadOnlySpan<byte> utf8Text, SendFlags flags = SendFlags.None) => throw new NotSupportedException();

    /// <summary>Sends a binary message. Never blocks; the bytes are copied or written before it returns. Does nothing when the session is not open.</summary>
    public void SendBinary(ReadOnlySpan<byte> data, SendFlags flags = SendFlags.None) => throw new NotSupportedException();

    internal void Send(EncodedPacket packet, SendFlags flags = SendFlags.None) => throw new NotSupportedException();

    internal void Send(ReadOnlySpan<byte> utf8Text, ReadOnlySpan<ReadOnlyMemory<byte>> attachments, SendFlags flags = SendFlags.None) => throw new NotSupportedException();

    /// <summary>Closes the session after what was sent has left; forced after <see cref="EngineOptions.CloseTimeout"/>.</summary>
    public void Close() => Close(EngineCloseReason.ForcedClose);

    internal void Close(EngineCloseReason reason) => throw new NotSupportedException(reason.ToString());

    /// <summary>Closes the session at once; what waits to be sent is lost.</summary>
    public void Abort() => throw new NotSupportedException();

    /// <summary>Stops handing up messages; the transport is not read meanwhile. A flag, not a count.</summary>
    public void PauseReceiving() => throw new NotSupportedException();

    /// <summary>Goes on handing up messages after <see cref="PauseReceiving"/>.</summary>
    public void ResumeReceiving() => throw new NotSupportedException();

    internal void Admit() => throw new NotSupportedException();
}
