using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace SocketIoCompat.Redis.Resp;

/// <summary>Writes commands of RESP 2: <c>*count</c>, then <c>$length data</c> for each argument, a string or a byte array.</summary>
internal static class RespWriter
{
    public static void Write(IBufferWriter<byte> writer, params ReadOnlySpan<object> arguments)
    {
        WriteHead(writer, (byte)'*', arguments.Length);
        foreach (var argument in arguments)
        {
            if (argument is byte[] bytes)
            {
                WriteHead(writer, (byte)'$', bytes.Length);
                writer.Write(bytes);
            }
            else
            {
                WriteText(writer, (string)argument);
            }

            writer.Write("\r\n"u8);
        }
    }

    private static void WriteText(IBufferWriter<byte> writer, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        WriteHead(writer, (byte)'$', length);
        Encoding.UTF8.GetBytes(text, writer.GetSpan(length));
        writer.Advance(length);
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
