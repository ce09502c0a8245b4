namespace SocketIoCompat.Engine;

/// <summary>
/// Receives what happens on the sessions of an Engine.IO server. The calls for one session never overlap and keep the
/// client's order, also while the transport is upgraded.
/// </summary>
public interface IEngineHandler
{
    /// <summary>A session was opened. The open packet is queued already; no message has been handed up yet.</summary>
    void OnOpened(EngineSession session);

    /// <summary>A text message arrived. The UTF-8 bytes are valid during the call only.</summary>
    void OnMessage(EngineSession session, ReadOnlySpan<byte> text);

    /// <summary>A binary message arrived. The bytes are valid during the call only.</summary>
    void OnBinary(EngineSession session, ReadOnlySpan<byte> data);

    /// <summary>
    /// The session ended. Called exactly once, on any thread, after the messages that were being handed up; none follows.
    /// </summary>
    void OnClosed(EngineSession session, EngineCloseReason reason);
}
