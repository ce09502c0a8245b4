using System.Buffers;
using System.Text.Json;
using SocketIoCompat.Protocol;
using SocketIoCompat.Protocol.EngineIO;
using SocketIoCompat.Protocol.Json;
using SocketIoCompat.Protocol.MsgPack;
using SocketIoCompat.Protocol.SocketIO;
using SocketIoCompat.Protocol.WebSockets;
using SocketIoCompat.UnitTests.Protocol.Support;

namespace SocketIoCompat.Fuzz.Decoders;

/// <summary>A decoder under test: throws when it breaks a promise.</summary>
/// <param name="Name">As the corpus names it.</param>
/// <param name="Run">Decodes one input.</param>
/// <param name="Allowance">Bytes that it may allocate whatever the input.</param>
internal sealed record DecoderTarget(string Name, Action<byte[]> Run, int Allowance = 32 * 1024)
{
    private const int MessageLimit = 100_000;

    private static readonly ArrayBufferWriter<byte> Json = new(1 << 20);
    private static readonly List<ReadOnlyMemory<byte>> Attachments = new(ProtocolLimits.Default.MaxBinaryValues);

    public static IReadOnlyList<DecoderTarget> All { get; } =
    [
        new("packet", ReadPacket),
        new("payload", ReadPayload),
        new("payload3", ReadPayloadV3Text),
        new("payload3b", ReadPayloadV3Binary),
        new("base64", input => EnginePacketCodec.TryDecodeBase64(input, new byte[EnginePacketCodec.GetMaxDecodedLength(input)], out _)),
        new("form", input => Jsonp.TryReadForm([.. input], out _)),
        new("msgpack", ReadMsgPack),
        new("placeholder", ReadPlaceholders),
        new("frames", ReadFrames, Allowance: 4 << 20), // the transcript is text, and made several times
        new("deflate", Inflate, Allowance: 1 << 20),
        new("offers", input => DeflateAgreement.TryAccept(System.Text.Encoding.Latin1.GetString(input), serverMayKeepContext: true, clientMayKeepContext: true)?.ToHeader()),
        new("string", input => JavaScriptString.WriteUtf8(new ArrayBufferWriter<byte>(), input)),
    ];

    private static void ReadPacket(byte[] input)
    {
        if (PacketReader.TryRead(input, ProtocolLimits.Default, out var packet) != ParseResult.Ok)
            return;
        if (!packet.Payload.IsEmpty)
            EnsureJson(packet.Payload);

        var assembler = new AttachmentAssembler(ProtocolLimits.Default);
        if (assembler.Begin(input, packet) != ParseResult.Ok)
            return;
        for (var complete = !assembler.IsPending; !complete;)
        {
            if (assembler.Add([1, 2, 3], out complete) != ParseResult.Ok)
                throw new InvalidOperationException("A small attachment is refused.");
        }
    }

    private static void ReadPayload(byte[] input)
    {
        var reader = new PollingPayloadReader(input);
        while (reader.TryRead(out _, out _))
        {
        }
    }

    private static void ReadPayloadV3Text(byte[] input)
    {
        for (var consumed = 0; PollingPayloadReaderV3.TryReadText(input, ref consumed, out _, out _);)
        {
        }
    }

    private static void ReadPayloadV3Binary(byte[] input)
    {
        for (var consumed = 0; PollingPayloadReaderV3.TryReadBinary(input, ref consumed, out _, out _);)
        {
        }
    }

    private static void ReadMsgPack(byte[] input)
    {
        Json.ResetWrittenCount();
        Attachments.Clear();
        if (MsgPackPacket.TryRead(input, ProtocolLimits.Default, Json, Attachments, out _) == ParseResult.Ok && Json.WrittenCount > 0)
            EnsureJson(Json.WrittenSpan);
    }

    private static void ReadPlaceholders(byte[] input)
    {
        ArgumentRanges.Read(input, skipFirst: true);
        if (!new JsonScanner(input, ProtocolLimits.Default.MaxJsonDepth).TrySkipDocument())
            return;
        EnsureJson(input);
        if (!Placeholders.AreWithin(input, 1))
            return;
        Json.ResetWrittenCount();
        Attachments.Clear();
        Placeholders.CopyRenumbered(input, [new byte[] { 1 }], Attachments, Json);
        EnsureJson(Json.WrittenSpan);
    }

    private static void ReadFrames(byte[] input)
    {
        foreach (var allowCompressed in (bool[])[false, true])
        {
            var whole = FrameTranscript.Whole(input, MessageLimit, allowCompressed);
            if (FrameTranscript.ByteByByte(input, MessageLimit, allowCompressed) != whole || FrameTranscript.SplitAt(input, input.Length / 2, MessageLimit, allowCompressed) != whole)
                throw new InvalidOperationException("How the stream is cut makes a difference.");
        }
    }

    private static void Inflate(byte[] input)
    {
        using var inflater = new MessageInflater();
        if (inflater.Inflate(input, MessageLimit) == WebSocketCloseCode.None && inflater.Message.Length > MessageLimit)
            throw new InvalidOperationException("A message is over the limit.");
        inflater.Release();
    }

    /// <summary>What our scanner takes for JSON another reader must take for it, too.</summary>
    private static void EnsureJson(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = ProtocolLimits.Default.MaxJsonDepth + 1 });
        while (reader.Read())
        {
        }
    }
}
