using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace SocketIoCompat.Redis.Resp;

/// <summary>Writes commands of RESP 2: <c>*count</c>, then <c>$length data</c> for each argument.</summary>
internal static class RespWriter
{
    public static void Write(IBufferWriter<byte> writer, params ReadOnlySpan<string> arguments)
    {
        WriteHead(writer, (byte)'*', arguments.Length);
        foreach (var argument in arguments)
        {
            var length = Encoding.UTF8.GetByteCount(argument);
            WriteHead(writer, (byte)'$', length);
            Encoding.UTF8.GetBytes(argument, writer.GetSpan(length));
            writer.Advance(length);
            writer.Write("\r\n"u8);
        }
    }

    private static void WriteHead(IBufferWriter<byte> writer, byte prefix, int number)
    {
        var span = writer.GetSpan(16);
        span[0] = prefix;
        Utf8Formatter.TryFormat(number, span[1..], out var length);
        "\r\n"u8.CopyTo(span[(length + 1)..]);
        writer.Advance(length + 3);
    }
}
