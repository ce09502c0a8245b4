using System.Buffers;
using System.Buffers.Text;
using SocketIoCompat.Protocol.Json;

namespace SocketIoCompat.Protocol.EngineIO;

/// <summary>
/// The first packet of a session:
/// <c>0{"sid":…,"upgrades":[…],"pingInterval":ms,"pingTimeout":ms,"maxPayload":bytes}</c>, members in this order.
/// </summary>
internal static class OpenPacket
{
    public static void Write(
        IBufferWriter<byte> writer,
        string sid,
        ReadOnlySpan<string> upgrades,
        int pingIntervalMs,
        int pingTimeoutMs,
        long maxPayload)
    {
        writer.Write("0{\"sid\":"u8);
        JavaScriptString.Write(writer, sid);
        writer.Write(",\"upgrades\":["u8);
        for (var i = 0; i < upgrades.Length; i++)
        {
            if (i > 0) writer.Write(","u8);
            JavaScriptString.Write(writer, upgrades[i]);
        }

        writer.Write("],\"pingInterval\":"u8);
        WriteNumber(writer, pingIntervalMs);
        writer.Write(",\"pingTimeout\":"u8);
        WriteNumber(writer, pingTimeoutMs);
        writer.Write(",\"maxPayload\":"u8);
        WriteNumber(writer, maxPayload);
        writer.Write("}"u8);
    }

    private static void WriteNumber(IBufferWriter<byte> writer, long value)
    {
        Utf8Formatter.TryFormat(value, writer.GetSpan(20), out var written);
        writer.Advance(written);
    }
}
