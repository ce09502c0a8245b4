using System.Buffers;
using SocketIoCompat.Engine.Transports;
using SocketIoCompat.Protocol.EngineIO;
using SocketIoCompat.Protocol.WebSockets;

namespace SocketIoCompat.Engine;

/// <summary>
/// A message for many receivers: one text and any number of binary attachments that stay together, or one binary message.
/// Immutable; each wire form is made once, on first need, and shared by all receivers.
/// </summary>
internal sealed class EncodedPacket
{
    // Two threads may both make a form: the second result is dropped, which costs less than a lock for each receiver.
    private byte[]? _webSocketFrames;
    private byte[]? _compressedFrames;
    private byte[]? _pollingPayload;
    private EncodedPacketV3? _v3;

    /// <summary>Takes ownership of the memory: it must not change afterwards and is never pooled.</summary>
    public EncodedPacket(ReadOnlyMemory<byte> text, ReadOnlyMemory<byte>[]? attachments = null)
    {
        Text = text;
        Attachments = attachments ?? [];
        Length = text.Length;
        foreach (var attachment in Attachments)
            Length += attachment.Length;
    }

    /// <summary>A single binary message. Takes ownership likewise.</summary>
    public static EncodedPacket OfBinary(ReadOnlyMemory<byte> message) => new(default, [message]) { HasText = false };

    /// <summary>Whether there is a text message, be it empty.</summary>
    public bool HasText { get; private init; } = true;

    /// <summary>The text message, without the Engine.IO packet type.</summary>
    public ReadOnlyMemory<byte> Text { get; }

    /// <summary>The binary messages that follow the text.</summary>
    public ReadOnlyMemory<byte>[] Attachments { get; }

    /// <summary>Bytes counted against the budget of a session's queue.</summary>
    public int Length { get; }

    /// <summary>A text frame with the message, if any, then a binary frame for each attachment.</summary>
    public ReadOnlyMemory<byte> WebSocketFrames => _webSocketFrames ??= EncodeFrames();

    /// <summary>As <see cref="WebSocketFrames"/>, compressed for all websockets that share such frames: the options are the server's.</summary>
    public ReadOnlyMemory<byte> GetCompressedFrames(WebSocketCompression compression) =>
        _compressedFrames ??= compression.Compress(WebSocketFrames.Span);

    /// <summary><c>4&lt;text&gt; *( 0x1E b&lt;base64&gt; )</c>, or <c>b&lt;base64&gt;</c></summary>
    public ReadOnlyMemory<byte> PollingPayload => _pollingPayload ??= EncodePayload();

    /// <summary>The forms of Engine.IO 3.</summary>
    public EncodedPacketV3 V3 => _v3 ??= new EncodedPacketV3(this);

    private byte[] EncodeFrames()
    {
        var length = HasText ? FrameWriter.GetHeaderLength(Text.Length + 1L) + 1L + Text.Length : 0L;
        foreach (var attachment in Attachments)
            length += FrameWriter.GetHeaderLength(attachment.Length) + attachment.Length;

        var frames = GC.AllocateUninitializedArray<byte>(checked((int)length));
        var rest = frames.AsSpan();
        if (HasText)
        {
            rest = rest[FrameWriter.WriteHeader(rest, WebSocketOpcode.Text, Text.Length + 1L)..];
            rest[0] = EnginePacketCodec.ToDigit(EnginePacketType.Message);
            Text.Span.CopyTo(rest[1..]);
            rest = rest[(1 + Text.Length)..];
        }

        foreach (var attachment in Attachments)
        {
            rest = rest[FrameWriter.WriteHeader(rest, WebSocketOpcode.Binary, attachment.Length)..];
            attachment.Span.CopyTo(rest);
            rest = rest[attachment.Length..];
        }
        return frames;
    }

    private byte[] EncodePayload()
    {
        var writer = new ArrayBufferWriter<byte>(1 + Length + Attachments.Length * 2 + Length / 3 + 4);
        if (HasText)
            EnginePacketCodec.WriteText(writer, EnginePacketType.Message, Text.Span);
        foreach (var attachment in Attachments)
        {
            if (writer.WrittenCount > 0)
                writer.Write([PollingPayloadReader.Separator]);
            EnginePacketCodec.WriteBase64(writer, attachment.Span);
        }
        return writer.WrittenSpan.ToArray();
    }
}
