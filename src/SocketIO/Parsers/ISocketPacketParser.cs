using System.Buffers;

namespace SocketIoCompat;

/// <summary>
/// Translates packets to and from a wire format other than Socket.IO's own (Socket.IO: <c>parser</c>). Client and server must
/// use the same one. A packet is one Engine.IO message; a parser keeps no state and is called by many threads.
/// </summary>
public interface ISocketPacketParser
{
    /// <summary>Whether packets leave as binary messages; else they leave as text, which must be UTF-8.</summary>
    bool IsBinary { get; }

    /// <summary>Reads one message of a client.</summary>
    /// <param name="message">The message; valid during the call only.</param>
    /// <param name="isBinary">Whether it came as a binary message.</param>
    /// <param name="packet">Takes the packet. What it holds is checked as a packet of Socket.IO's own format is.</param>
    /// <returns>False when the message is no packet: the connection closes, as it does when this throws.</returns>
    bool TryDecode(ReadOnlySpan<byte> message, bool isBinary, SocketPacketBuilder packet);

    /// <summary>Writes one packet. A broadcast is written once for all its receivers.</summary>
    /// <param name="packet">The packet; valid during the call only.</param>
    /// <param name="message">Takes the message.</param>
    void Encode(in SocketPacket packet, IBufferWriter<byte> message);
}
