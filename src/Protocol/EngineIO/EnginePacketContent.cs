namespace SocketIoCompat.Protocol.EngineIO;

/// <summary>In what form the data of a packet lie in the input.</summary>
internal enum EnginePacketContent : byte
{
    Text,

    /// <summary>Binary, still encoded as base64.</summary>
    Base64,

    /// <summary>Binary as it is.</summary>
    Binary,
}
