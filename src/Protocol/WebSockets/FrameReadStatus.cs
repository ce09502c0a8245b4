namespace SocketIoCompat.Protocol.WebSockets;

/// <summary>What a call of <see cref="FrameReader.Read"/> came to.</summary>
internal enum FrameReadStatus : byte
{
    NeedMoreData,
    Message,
    Failed,
}
