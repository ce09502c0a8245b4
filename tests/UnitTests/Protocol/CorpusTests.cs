using System.Buffers;
using Shouldly;
using SocketIoCompat.Protocol;
using SocketIoCompat.Protocol.EngineIO;
using SocketIoCompat.Protocol.Json;
using SocketIoCompat.Protocol.MsgPack;
using SocketIoCompat.Protocol.SocketIO;
using SocketIoCompat.UnitTests.Protocol.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Protocol;

/// <summary>Gives every file under Corpus to every parser; see the README there.</summary>
public sealed class CorpusTests
{
    private const int FrameLimit = 100_000;

    // Large enough for every file: what the parsers themselves allocate is measured.
    private static readonly ArrayBufferWriter<byte> Json = new(1 << 20);
    private static readonly List<ReadOnlyMemory<byte>> Attachments = new(ProtocolLimits.Default.MaxBinaryValues);

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Corpus");

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Folder, "*.bin").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Fact]
    public void The_corpus_covers_every_parser()
        => Files.Select(row => row.Data.Split('.')[0]).Distinct().ShouldBe(["base64", "form", "frames", "msgpack", "packet", "payload", "payload3", "payload3b", "placeholder"], ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Files))]
    public void A_parser_comes_to_the_result_in_the_name(string file)
    {
        var input = File.ReadAllBytes(Path.Combine(Folder, file));
        var parts = file.Split('.');

        var result = parts[0] switch
        {
            "packet" => PacketReader.TryRead(input, ProtocolLimits.Default, out _).ToString(),
            "msgpack" => ReadMsgPack(input).ToString(),
            "frames" => FrameTranscript.Whole(input, FrameLimit).Failure.ToString(),
            "payload" => ReadPayload(input).ToString(),
            "payload3" => PayloadV3.Read(input, isBinary: false).Error.ToString(),
            "payload3b" => PayloadV3.Read(input, isBinary: true).Error.ToString(),
            "form" => Jsonp.TryReadForm(input, out _) ? "Found" : "Missing",
            "base64" => Decode(input) ? "Accepted" : "Refused",
            "placeholder" => Assemble(input).ToString(),
            _ => "no such parser",
        };

        result.ShouldBe(parts[1]);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_parser_survives_it(string file)
    {
        var input = File.ReadAllBytes(Path.Combine(Folder, file));
        ParseAll(input);

        var before = GC.GetAllocatedBytesForCurrentThread();
        ParseAll(input);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        allocated.ShouldBeLessThanOrEqualTo((4 * input.Length) + 16_384);
        FrameTranscript.ByteByByte(input, FrameLimit).ShouldBe(FrameTranscript.Whole(input, FrameLimit));
        FrameTranscript.ByteByByte(input, FrameLimit, allowCompressed: true).ShouldBe(FrameTranscript.Whole(input, FrameLimit, allowCompressed: true));
    }

    private static void ParseAll(byte[] input)
    {
        EnginePacketCodec.TryReadText(input, out _);
        ReadPayload(input);
        ReadPayloadV3(input);
        Jsonp.TryReadForm(input.ToArray(), out _);
        ReadMsgPack(input);
        Decode(input);
        Assemble(input);
        ArgumentRanges.Read(input, skipFirst: true);
        if (new JsonScanner(input, 64).TrySkipDocument()) Placeholders.AreWithin(input, 1);
    }

    private static ParseResult ReadPayload(byte[] input)
    {
        var reader = new PollingPayloadReader(input);
        ParseResult error;
        while (reader.TryRead(out _, out error))
        {
        }

        return error;
    }

    private static void ReadPayloadV3(byte[] input)
    {
        var text = 0;
        while (PollingPayloadReaderV3.TryReadText(input, ref text, out _, out _))
        {
        }

        var binary = 0;
        while (PollingPayloadReaderV3.TryReadBinary(input, ref binary, out _, out _))
        {
        }
    }

    private static ParseResult ReadMsgPack(byte[] input)
    {
        Json.ResetWrittenCount();
        Attachments.Clear();
        return MsgPackPacket.TryRead(input, ProtocolLimits.Default, Json, Attachments, out _);
    }

    private static bool Decode(byte[] input)
        => EnginePacketCodec.TryDecodeBase64(input, new byte[EnginePacketCodec.GetMaxDecodedLength(input)], out _);

    private static ParseResult Assemble(byte[] input)
    {
        var result = PacketReader.TryRead(input, ProtocolLimits.Default, out var packet);
        return result == ParseResult.Ok ? new AttachmentAssembler(ProtocolLimits.Default).Begin(input, packet) : result;
    }
}
