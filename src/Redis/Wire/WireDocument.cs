using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using SocketIoCompat.Protocol;
using SocketIoCompat.Protocol.MsgPack;

namespace SocketIoCompat.Redis.Wire;

/// <summary>
/// A message as JSON text or as MessagePack, told apart by its first byte (redis.md §6.4). MessagePack is read as the JSON that
/// Node would make of it, its binary values beside it.
/// </summary>
internal static class WireDocument
{
    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = 1000 };

    private static readonly ProtocolLimits Limits = new() { MaxBinaryValues = 100_000, MaxJsonDepth = 1000 };

    [ThreadStatic]
    private static MsgPackWriter? _writer;

    /// <summary>Reads a message. Null when it is neither.</summary>
    public static JsonDocument? TryRead(ReadOnlyMemory<byte> message, out IReadOnlyList<ReadOnlyMemory<byte>> attachments)
    {
        attachments = [];
        if (message.IsEmpty)
            return null;
        try
        {
            if (message.Span[0] == (byte)'{')
                return JsonDocument.Parse(message, AnyDepth);
            var binary = new List<ReadOnlyMemory<byte>>();
            var json = new ArrayBufferWriter<byte>(message.Length * 2);
            var reader = new MsgPackReader(message.Span, readTimestamps: true);
            if (!reader.TryRead(out var root) || new MsgPackToJson(json, binary, Limits).TryWrite(ref reader, root) != ParseResult.Ok || !reader.IsAtEnd)
                return null;
            attachments = binary;
            return JsonDocument.Parse(json.WrittenMemory, AnyDepth);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads a message that had to be text: JSON, or MessagePack in base64. Null when it is neither.</summary>
    public static JsonDocument? TryReadText(byte[] text, out IReadOnlyList<ReadOnlyMemory<byte>> attachments)
    {
        attachments = [];
        if (text is [(byte)'{', ..])
            return TryRead(text, out attachments);
        var bytes = new byte[text.Length];
        return Base64.DecodeFromUtf8(text, bytes, out _, out var written) == OperationStatus.Done
            ? TryRead(bytes.AsMemory(0, written), out attachments)
            : null;
    }

    /// <summary>As <see cref="ToMsgPack"/>, in base64.</summary>
    public static byte[] ToBase64(ReadOnlySpan<byte> json, IReadOnlyList<ReadOnlyMemory<byte>> attachments) =>
        Encoding.ASCII.GetBytes(Convert.ToBase64String(ToMsgPack(json, attachments)));

    /// <summary>The MessagePack of a JSON text that was made here, placeholders replaced by their attachments.</summary>
    public static byte[] ToMsgPack(ReadOnlySpan<byte> json, IReadOnlyList<ReadOnlyMemory<byte>> attachments)
    {
        var writer = _writer ??= new MsgPackWriter();
        writer.Reset();
        JsonToMsgPack.Write(json, attachments, writer);
        return writer.Written.ToArray();
    }
}
