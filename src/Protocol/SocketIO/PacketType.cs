namespace SocketIoCompat.Protocol.SocketIO;

/// <summary>The packet types of Socket.IO; on the wire each is its ASCII digit.</summary>
internal enum PacketType : byte
{
    Connect,
    Disconnect,
    Event,
    Ack,
    ConnectError,
    BinaryEvent,
    BinaryAck,
}
