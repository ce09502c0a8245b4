using SocketIoCompat.Parsers;

namespace SocketIoCompat;

/// <summary>The parsers that come with the library, for <see cref="SocketIOOptions.Parser"/>.</summary>
public static class SocketIOParsers
{
    /// <summary>
    /// MessagePack, as the npm package <c>socket.io-msgpack-parser</c> speaks it: each packet is one binary message, and binary
    /// values lie inside it.
    /// </summary>
    public static ISocketPacketParser MessagePack { get; } = new MessagePackParser();
}
