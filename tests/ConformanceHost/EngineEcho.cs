using SocketIoCompat.Engine;

namespace SocketIoCompat.ConformanceHost;

/// <summary>Engine.IO alone: every message comes back, text as text and binary as binary.</summary>
internal sealed class EngineEcho : IEngineHandler
{
    public static EngineOptions CreateOptions(bool allowEIO3) => new()
    {
        PingInterval = TimeSpan.FromMilliseconds(300),
        PingTimeout = TimeSpan.FromMilliseconds(200),
        AllowEIO3 = allowEIO3,
    };

    public void OnOpened(EngineSession session)
    {
    }

    public void OnMessage(EngineSession session, ReadOnlySpan<byte> text) => session.Send(text);

    public void OnBinary(EngineSession session, ReadOnlySpan<byte> data) => session.SendBinary(data);

    public void OnClosed(EngineSession session, EngineCloseReason reason)
    {
    }
}
