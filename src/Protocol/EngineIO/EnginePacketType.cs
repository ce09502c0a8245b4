namespace SocketIoCompat.Protocol.EngineIO;

/// <summary>The packet types of Engine.IO; on the wire each is its ASCII digit.</summary>
internal enum EnginePacketType : byte
{
    Open,
    Close,
    Ping,
    Pong,
    Message,
    Upgrade,
    Noop,
}
