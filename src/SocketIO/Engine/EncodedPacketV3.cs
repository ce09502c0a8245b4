using System.Buffers;
using SocketIoCompat.Engine.Transports;
using SocketIoCompat.Protocol.EngineIO;
using SocketIoCompat.Protocol.WebSockets;

namespace SocketIoCompat.Engine;

/// <summary>The wire forms of an <see cref="EncodedPacket"/> in Engine.IO 3, each made once, on first need.</summary>
internal sealed class EncodedPacketV3(EncodedPacket packet)
{
    private byte[]? _webSocketFrames;
    private byte[]? _compressedFrames;
    private byte[]? _pollingText;
    private byte[]? _pollingBinary;

    /// <summary>A text frame with the message, if any, then a binary frame with a type byte for each attachment.</summary>
    public ReadOnlyMemory<byte> WebSocketFrames => _webSocketFrames ??= EncodeFrames();

    /// <summary>As <see cref="WebSocketFrames"/>, compressed for all websockets that share such frames: the options are the server's.</summary>
    public ReadOnlyMemory<byte> GetCompressedFrames(WebSocketCompression compression) =>
        _compressedFrames ??= compression.Compress(WebSocketFrames.Span);

    /// <summary><c>&lt;length&gt;:4&lt;text&gt; *( &lt;length&gt;:b4&lt;base64&gt; )</c></summary>
    public ReadOnlyMemory<byte> PollingText => _pollingText ??= EncodePollingText();

    /// <summary><c>0x00 &lt;length&gt; 0xFF 4&lt;text&gt; *( 0x01 &lt;length&gt; 0xFF 0x04 &lt;bytes&gt; )</c></summary>
    public ReadOnlyMemory<byte> PollingBinary => _pollingBinary ??= EncodePollingBinary();

    private byte[] EncodeFrames()
    {
        var writer = new ArrayBufferWriter<byte>(packet.Length + (packet.Attachments.Length + 1) * (1 + FrameWriter.MaxHeaderLength));
        if (packet.HasText)
            FrameWriter.WriteFrame(writer, WebSocketOpcode.Text, [EnginePacketCodec.ToDigit(EnginePacketType.Message)], packet.Text.Span);
        foreach (var attachment in packet.Attachments)
            FrameWriter.WriteFrame(writer, WebSocketOpcode.Binary, EnginePacketCodecV3.BinaryPrefix, attachment.Span);
        return writer.WrittenSpan.ToArray();
    }

    private byte[] EncodePollingText()
    {
        var length = packet.HasText ? PollingPayloadV3.GetTextLength(packet.Text.Span) : 0;
        foreach (var attachment in packet.Attachments)
            length += PollingPayloadV3.GetBase64Length(attachment.Length);
        var writer = new ArrayBufferWriter<byte>(length);
        if (packet.HasText)
            PollingPayloadV3.WriteText(writer, EnginePacketType.Message, packet.Text.Span);
        foreach (var attachment in packet.Attachments)
            PollingPayloadV3.WriteBase64(writer, attachment.Span);
        return writer.WrittenSpan.ToArray();
    }

    private byte[] EncodePollingBinary()
    {
        var length = packet.HasText ? PollingPayloadV3.GetBinaryLength(packet.Text.Length) : 0;
        foreach (var attachment in packet.Attachments)
            length += PollingPayloadV3.GetBinaryLength(attachment.Length);
        var writer = new ArrayBufferWriter<byte>(length);
        if (packet.HasText)
            PollingPayloadV3.WriteTextAsBinary(writer, EnginePacketType.Message, packet.Text.Span);
        foreach (var attachment in packet.Attachments)
            PollingPayloadV3.WriteBinary(writer, attachment.Span);
        return writer.WrittenSpan.ToArray();
    }
}
