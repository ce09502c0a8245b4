using System.Buffers;
using SocketIoCompat.Protocol;
using SocketIoCompat.Protocol.EngineIO;

namespace SocketIoCompat.Engine.Transports;

/// <summary>
/// Engine.IO 3: each packet with its length. With a binary packet in it the whole body becomes binary, for clients that take
/// that; for the others binary is base64.
/// </summary>
internal sealed class PollingFormatV3(bool takesBinary) : PollingFormat
{
    public override bool TakesBinary => takesBinary;

    public override string GetContentType(in OutboundBatch batch) =>
        IsBinary(batch) ? "application/octet-stream" : base.GetContentType(batch);

    public override long GetLength(in OutboundBatch batch)
    {
        var isBinary = IsBinary(batch);
        var length = (long)GetTail(batch.Tail, isBinary).Length;
        foreach (ref readonly var item in batch.Items)
            length += isBinary ? GetBinaryLength(item) : GetTextLength(item);
        return length == 0 ? Empty.Length : length;
    }

    public override void Write(IBufferWriter<byte> writer, in OutboundBatch batch)
    {
        var isBinary = IsBinary(batch);
        foreach (ref readonly var item in batch.Items)
        {
            if (isBinary)
                WriteBinary(writer, item);
            else
                WriteText(writer, item);
        }
        writer.Write(batch.Items.IsEmpty && batch.Tail == PollingTail.None ? Empty : GetTail(batch.Tail, isBinary));
    }

    public override bool TryRead(ReadOnlySpan<byte> payload, bool isBinary, ref int consumed, out EnginePacket packet, out ParseResult error) => isBinary
        ? PollingPayloadReaderV3.TryReadBinary(payload, ref consumed, out packet, out error)
        : PollingPayloadReaderV3.TryReadText(payload, ref consumed, out packet, out error);

    private static ReadOnlySpan<byte> Empty => "0:"u8;

    private bool IsBinary(in OutboundBatch batch)
    {
        if (!takesBinary)
            return false;
        foreach (ref readonly var item in batch.Items)
        {
            if (item.IsBinary || item.Shared is { Attachments.Length: > 0 })
                return true;
        }
        return false;
    }

    private static long GetTextLength(in OutboundItem item)
    {
        if (item.Shared is { } shared)
            return shared.V3.PollingText.Length;
        return item.IsBinary ? PollingPayloadV3.GetBase64Length(item.Data.Length) : PollingPayloadV3.GetTextLength(item.Data);
    }

    private static void WriteText(IBufferWriter<byte> writer, in OutboundItem item)
    {
        if (item.Shared is { } shared)
            writer.Write(shared.V3.PollingText.Span);
        else if (item.IsBinary)
            PollingPayloadV3.WriteBase64(writer, item.Data);
        else
            PollingPayloadV3.WriteText(writer, item.Type, item.Data);
    }

    private static long GetBinaryLength(in OutboundItem item) =>
        item.Shared is { } shared ? shared.V3.PollingBinary.Length : PollingPayloadV3.GetBinaryLength(item.Data.Length);

    private static void WriteBinary(IBufferWriter<byte> writer, in OutboundItem item)
    {
        if (item.Shared is { } shared)
            writer.Write(shared.V3.PollingBinary.Span);
        else if (item.IsBinary)
            PollingPayloadV3.WriteBinary(writer, item.Data);
        else
            PollingPayloadV3.WriteTextAsBinary(writer, item.Type, item.Data);
    }

    private static ReadOnlySpan<byte> GetTail(PollingTail tail, bool isBinary) => (tail, isBinary) switch
    {
        (PollingTail.Noop, false) => "1:6"u8,
        (PollingTail.Close, false) => "1:1"u8,
        (PollingTail.NoopAndClose, false) => "1:61:1"u8,
        (PollingTail.Noop, true) => [0, 1, 0xff, (byte)'6'],
        (PollingTail.Close, true) => [0, 1, 0xff, (byte)'1'],
        (PollingTail.NoopAndClose, true) => [0, 1, 0xff, (byte)'6', 0, 1, 0xff, (byte)'1'],
        _ => default,
    };
}
