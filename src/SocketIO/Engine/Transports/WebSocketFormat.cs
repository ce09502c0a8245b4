using System.Buffers;
using System.Buffers.Text;
using SocketIoCompat.Engine.DirectSends;
using SocketIoCompat.Protocol;
using SocketIoCompat.Protocol.EngineIO;
using SocketIoCompat.Protocol.WebSockets;

namespace SocketIoCompat.Engine.Transports;

/// <summary>
/// How packets look in websocket messages. Text is the same in both protocol versions; in version 3 a binary message carries
/// its type, and in either a client that cannot take binary gets it as base64 text.
/// </summary>
internal sealed class WebSocketFormat
{
    private static readonly WebSocketFormat V4 = new(isV3: false, isBase64: false);
    private static readonly WebSocketFormat V4Base64 = new(isV3: false, isBase64: true);
    private static readonly WebSocketFormat V3 = new(isV3: true, isBase64: false);
    private static readonly WebSocketFormat V3Base64 = new(isV3: true, isBase64: true);

    private readonly bool _isV3;
    private readonly bool _isBase64;

    private WebSocketFormat(bool isV3, bool isBase64)
    {
        _isV3 = isV3;
        _isBase64 = isBase64;
    }

    /// <summary>The format that the websocket's own query asks for: after an upgrade it may differ from that of polling.</summary>
    public static WebSocketFormat Of(in EngineQuery query)
    {
        if (query.Protocol == 3)
            return query.WantsBase64 ? V3Base64 : V3;
        return query.WantsBase64 ? V4Base64 : V4;
    }

    /// <summary>Writes a binary message as one frame; returns what it takes, roughly.</summary>
    public int WriteBinary(IBufferWriter<byte> writer, ReadOnlySpan<byte> data)
    {
        if (_isBase64)
            return WriteBase64(writer, data);
        FrameWriter.WriteFrame(writer, WebSocketOpcode.Binary, _isV3 ? EnginePacketCodecV3.BinaryPrefix : default, data);
        return data.Length + FrameWriter.MaxHeaderLength;
    }

    /// <summary>Writes the frames of a shared packet; returns what they take, roughly.</summary>
    public int Write(IBufferWriter<byte> writer, EncodedPacket packet)
    {
        if (_isBase64 && packet.Attachments.Length > 0)
        {
            if (packet.HasText)
                FrameWriter.WriteFrame(writer, WebSocketOpcode.Text, [EnginePacketCodec.ToDigit(EnginePacketType.Message)], packet.Text.Span);
            var written = packet.Text.Length + FrameWriter.MaxHeaderLength;
            foreach (var attachment in packet.Attachments)
                written += WriteBase64(writer, attachment.Span);
            return written;
        }
        var frames = _isV3 && packet.Attachments.Length > 0 ? packet.V3.WebSocketFrames : packet.WebSocketFrames;
        WriteShared(writer, frames);
        return frames.Length;
    }

    /// <summary>The frames of a shared packet compressed for all clients of this format; false where the packet keeps none.</summary>
    public bool TryGetCompressed(EncodedPacket packet, WebSocketCompression compression, out ReadOnlyMemory<byte> frames)
    {
        var hasAttachments = packet.Attachments.Length > 0;
        frames = default;
        if (_isBase64 && hasAttachments)
            return false;
        frames = _isV3 && hasAttachments ? packet.V3.GetCompressedFrames(compression) : packet.GetCompressedFrames(compression);
        return true;
    }

    /// <summary>Writes frames that many clients get: to a socket from where they lie, elsewhere as a copy.</summary>
    public static void WriteShared(IBufferWriter<byte> writer, ReadOnlyMemory<byte> frames)
    {
        if (writer is SocketWriter socket)
            socket.WriteShared(frames);
        else
            writer.Write(frames.Span);
    }

    public ParseResult TryReadText(ReadOnlySpan<byte> text, out EnginePacket packet) =>
        _isV3 ? EnginePacketCodecV3.TryReadText(text, out packet) : EnginePacketCodec.TryReadText(text, out packet);

    public ParseResult TryReadBinary(ReadOnlySpan<byte> data, out EnginePacket packet)
    {
        if (_isV3)
            return EnginePacketCodecV3.TryReadBinary(data, out packet);
        packet = new EnginePacket(EnginePacketType.Message, EnginePacketContent.Binary, data);
        return ParseResult.Ok;
    }

    private int WriteBase64(IBufferWriter<byte> writer, ReadOnlySpan<byte> data)
    {
        var base64 = ArrayPool<byte>.Shared.Rent(Base64.GetMaxEncodedToUtf8Length(data.Length));
        Base64.EncodeToUtf8(data, base64, out _, out var length);
        FrameWriter.WriteFrame(writer, WebSocketOpcode.Text, _isV3 ? EnginePacketCodecV3.Base64Prefix : "b"u8, base64.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(base64);
        return length + FrameWriter.MaxHeaderLength;
    }
}
