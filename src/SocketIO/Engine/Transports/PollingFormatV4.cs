using System.Buffers;
using System.Buffers.Text;
using SocketIoCompat.Protocol;
using SocketIoCompat.Protocol.EngineIO;

namespace SocketIoCompat.Engine.Transports;

/// <summary>Engine.IO 4: <c>&lt;packet&gt; *( 0x1E &lt;packet&gt; )</c>, binary always as base64.</summary>
internal sealed class PollingFormatV4 : PollingFormat
{
    public override long GetLength(in OutboundBatch batch)
    {
        var length = 0L;
        foreach (ref readonly var item in batch.Items)
            length += 1 + GetLength(item);
        var tail = GetTail(batch.Tail);
        if (!tail.IsEmpty)
            length += 1 + tail.Length;
        return Math.Max(0, length - 1);
    }

    public override void Write(IBufferWriter<byte> writer, in OutboundBatch batch)
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

    public override bool TryRead(ReadOnlySpan<byte> payload, bool isBinary, ref int consumed, out EnginePacket packet, out ParseResult error)
    {
        var reader = new PollingPayloadReader(payload, consumed);
        var read = reader.TryRead(out packet, out error);
        consumed = reader.Consumed;
        return read;
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
