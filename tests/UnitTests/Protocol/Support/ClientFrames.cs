using System.Buffers.Binary;
using System.Text;
using SocketIoCompat.Protocol.WebSockets;

namespace SocketIoCompat.UnitTests.Protocol.Support;

/// <summary>Frames as a client writes them, the forbidden ones too.</summary>
internal static class ClientFrames
{
    private static readonly byte[] Mask = [0x37, 0xfa, 0x21, 0x3d];

    public static byte[] Text(string text, bool final = true) => Frame(WebSocketOpcode.Text, Encoding.UTF8.GetBytes(text), final);

    public static byte[] Close(int code, string reason = "") => Frame(WebSocketOpcode.Close, [(byte)(code >> 8), (byte)code, .. Encoding.UTF8.GetBytes(reason)]);

    /// <param name="reserved">The bits RSV1 to RSV3 as they stand in the first byte: 0x40, 0x20, 0x10.</param>
    /// <param name="lengthBytes">0: the shortest form; 2 or 8: that form, needed or not.</param>
    public static byte[] Frame(
        WebSocketOpcode opcode, ReadOnlySpan<byte> payload, bool final = true, int reserved = 0, bool masked = true, int lengthBytes = 0)
    {
        var frame = new List<byte>([.. Head(opcode, (ulong)payload.Length, final, reserved, masked, lengthBytes)]);
        if (masked) frame.AddRange(Mask);
        for (var i = 0; i < payload.Length; i++) frame.Add(masked ? (byte)(payload[i] ^ Mask[i % 4]) : payload[i]);
        return [.. frame];
    }

    /// <summary>Everything of a masked frame that stands before its payload; the payload may never come.</summary>
    public static byte[] Announce(WebSocketOpcode opcode, ulong length, bool final = true, int lengthBytes = 0)
        => [.. Head(opcode, length, final, 0, masked: true, lengthBytes), .. Mask];

    private static byte[] Head(WebSocketOpcode opcode, ulong length, bool final, int reserved, bool masked, int lengthBytes)
    {
        if (lengthBytes == 0 && length > 125) lengthBytes = length > ushort.MaxValue ? 8 : 2;
        var head = new byte[2 + lengthBytes];
        head[0] = (byte)((final ? 0x80 : 0) | reserved | (int)opcode);
        head[1] = (byte)((masked ? 0x80 : 0) | (lengthBytes switch { 0 => (int)length, 2 => 126, _ => 127 }));
        if (lengthBytes == 2) BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(2), (ushort)length);
        if (lengthBytes == 8) BinaryPrimitives.WriteUInt64BigEndian(head.AsSpan(2), length);
        return head;
    }
}
