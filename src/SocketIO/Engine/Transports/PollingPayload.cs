using System.Buffers;
using System.Buffers.Text;
using SocketIoCompat.Protocol.EngineIO;

namespace SocketIoCompat.Engine.Transports;

/// <summary>Writes a batch of packets as the body of a polling response: <c>&lt;packet&gt; *( 0x1E &lt;packet&gt; )</c>, Engine.IO 4.</summary>
internal static class PollingPayload
{
    /// <summary>The exact length of what <see cref="Write(IBufferWriter{byte}, in OutboundBatch)"/> writes: it goes into Content-Length.</summary>
    public static long GetLength(in OutboundBatch batch)
    {
        var length = 0L;
        foreach (ref readonly var item in batch.Items)
            length += 1 + GetLength(item);
        var tail = GetTail(batch.Tail);
        if (!tail.IsEmpty)
            length += 1 + tail.Length;
        return Math.Max(0, length - 1);
    }

    public static void Write(IBufferWriter<byte> writer, in OutboundBatch batch)
    {
        var isFirst = true;
        foreach (ref readonly var item in batch.Items)
        {
            if (!isFirst)
                writer.Write([PollingPayloadReader.Separator]);
            isFirst = false;
            Write(writer, item);
        }
        var tail = GetTail(batch.Tail);
        if (tail.IsEmpty)
            return;
        if (!isFirst)
            writer.Write([PollingPayloadReader.Separator]);
        writer.Write(tail);
    }

    /// <summary>Whether any packet of the batch asks for compression.</summary>
    public static bool MayCompress(in OutboundBatch batch)
    {
        foreach (ref readonly var item in batch.Items)
        {
            if (item.MayCompress)
                return true;
        }
        return false;
    }

    private static long GetLength(in OutboundItem item)
    {
        if (item.Shared is { } shared)
            return shared.PollingPayload.Length;
        return 1L + (item.IsBinary ? Base64.GetMaxEncodedToUtf8Length(item.Data.Length) : item.Data.Length);
    }

    private static void Write(IBufferWriter<byte> writer, in OutboundItem item)
    {
        if (item.Shared is { } shared)
            writer.Write(shared.PollingPayload.Span);
        else if (item.IsBinary)
            EnginePacketCodec.WriteBase64(writer, item.Data);
        else
            EnginePacketCodec.WriteText(writer, item.Type, item.Data);
    }

    private static ReadOnlySpan<byte> GetTail(PollingTail tail) => tail switch
    {
        PollingTail.Noop => "6"u8,
        PollingTail.Close => "1"u8,
        PollingTail.NoopAndClose => "6\u001e1"u8,
        _ => default,
    };
}
