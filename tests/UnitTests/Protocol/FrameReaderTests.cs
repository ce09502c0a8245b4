using System.Text;
using Shouldly;
using SocketIoCompat.Protocol.WebSockets;
using SocketIoCompat.UnitTests.Protocol.Support;
using Xunit;
using static SocketIoCompat.Protocol.WebSockets.WebSocketOpcode;

namespace SocketIoCompat.UnitTests.Protocol;

public sealed class FrameReaderTests
{
    private const WebSocketCloseCode Ok = WebSocketCloseCode.None;
    private const WebSocketCloseCode Violation = WebSocketCloseCode.ProtocolError;
    private const WebSocketCloseCode BadText = WebSocketCloseCode.InvalidPayload;
    private const WebSocketCloseCode TooBig = WebSocketCloseCode.MessageTooBig;
    private const int Limit = 300;

    private static readonly string Long = new('x', 200);

    // (name, stream, messages, failure); the limit of a message is 300 bytes.
    private static readonly (string Name, byte[] Stream, string Messages, WebSocketCloseCode Failure)[] Rows =
    [
        ("text", ClientFrames.Text("4hello é😀"), "Text 4hello é😀\n", Ok),
        ("empty text", ClientFrames.Text(""), "Text \n", Ok),
        ("binary", ClientFrames.Frame(Binary, [1, 2, 255]), "Binary 0102ff\n", Ok),
        ("two messages", [.. ClientFrames.Text("a"), .. ClientFrames.Text("b")], "Text a\nText b\n", Ok),
        ("16-bit length", ClientFrames.Text(Long), $"Text {Long}\n", Ok),
        ("16-bit length, not needed", ClientFrames.Frame(Text, "a"u8, lengthBytes: 2), "Text a\n", Ok),
        ("64-bit length, not needed", ClientFrames.Frame(Text, "a"u8, lengthBytes: 8), "Text a\n", Ok),
        ("message of the greatest length", ClientFrames.Frame(Binary, new byte[Limit]), $"Binary {new string('0', 2 * Limit)}\n", Ok),
        ("half a head", ClientFrames.Text("a")[..3], "", Ok),
        ("half a payload", ClientFrames.Text("abc")[..^1], "", Ok),

        ("fragments", [.. ClientFrames.Text("a", final: false), .. Continue("b", final: false), .. Continue("c")], "Text abc\n", Ok),
        ("fragments that are empty", [.. ClientFrames.Text("", final: false), .. Continue("", final: false), .. Continue("")], "Text \n", Ok),
        ("character across fragments", [.. ClientFrames.Frame(Text, [0xf0, 0x9f], final: false), .. ClientFrames.Frame(Continuation, [0x98, 0x80])], "Text 😀\n", Ok),
        ("control frames between fragments", [.. ClientFrames.Text("a", final: false), .. ClientFrames.Frame(Ping, "p"u8), .. Continue("b", final: false), .. ClientFrames.Frame(Pong, []), .. Continue("c")],
            "Ping 70\nPong \nText abc\n", Ok),
        ("message after fragments", [.. ClientFrames.Text("a", final: false), .. Continue("b"), .. ClientFrames.Text("c")], "Text ab\nText c\n", Ok),
        ("first of two fragments", ClientFrames.Text("a", final: false), "", Ok),

        ("ping of the greatest length", ClientFrames.Frame(Ping, new byte[125]), $"Ping {new string('0', 250)}\n", Ok),
        ("close without a code", ClientFrames.Frame(Close, []), "Close \n", Ok),
        ("close with a code", ClientFrames.Close(1000), "Close 03e8\n", Ok),
        ("close with a reason", ClientFrames.Close(4999, "é"), "Close 1387c3a9\n", Ok),
        ("anything after close", [.. ClientFrames.Close(1001), .. ClientFrames.Text("a"), 0xff, 0xff], "Close 03e9\n", Ok),
        ("close between fragments", [.. ClientFrames.Text("a", final: false), .. ClientFrames.Close(1000)], "Close 03e8\n", Ok),

        ("not masked", ClientFrames.Frame(Text, "a"u8, masked: false), "", Violation),
        ("not masked after a good one", [.. ClientFrames.Text("a"), .. ClientFrames.Frame(Text, "b"u8, masked: false)], "Text a\n", Violation),
        ("RSV1", ClientFrames.Frame(Text, "a"u8, reserved: 0x40), "", Violation),
        ("RSV2", ClientFrames.Frame(Text, "a"u8, reserved: 0x20), "", Violation),
        ("RSV3", ClientFrames.Frame(Ping, "a"u8, reserved: 0x10), "", Violation),
        ("opcode 3", ClientFrames.Frame((WebSocketOpcode)3, "a"u8), "", Violation),
        ("opcode 7", ClientFrames.Frame((WebSocketOpcode)7, "a"u8), "", Violation),
        ("opcode 11", ClientFrames.Frame((WebSocketOpcode)11, "a"u8), "", Violation),
        ("opcode 15", ClientFrames.Frame((WebSocketOpcode)15, "a"u8), "", Violation),
        ("fragmented ping", ClientFrames.Frame(Ping, "a"u8, final: false), "", Violation),
        ("fragmented close", ClientFrames.Frame(Close, [], final: false), "", Violation),
        ("ping that is too long", ClientFrames.Frame(Ping, new byte[126]), "", Violation),
        ("ping with a longer length form", ClientFrames.Frame(Ping, "a"u8, lengthBytes: 2), "", Violation),
        ("continuation of nothing", Continue("a"), "", Violation),
        ("continuation of a whole message", [.. ClientFrames.Text("a"), .. Continue("b")], "Text a\n", Violation),
        ("text inside a message", [.. ClientFrames.Text("a", final: false), .. ClientFrames.Text("b")], "", Violation),
        ("binary inside a message", [.. ClientFrames.Text("a", final: false), .. ClientFrames.Frame(Binary, [1])], "", Violation),
        ("length with the top bit", ClientFrames.Announce(Binary, 1UL << 63, lengthBytes: 8), "", Violation),
        ("all bits of the length", ClientFrames.Announce(Binary, ulong.MaxValue, lengthBytes: 8), "", Violation),

        ("length above the limit", ClientFrames.Announce(Binary, Limit + 1), "", TooBig),
        ("length far above the limit", ClientFrames.Announce(Binary, long.MaxValue), "", TooBig),
        ("fragments above the limit", [.. ClientFrames.Frame(Binary, new byte[Limit], final: false), .. ClientFrames.Announce(Continuation, 1)], "", TooBig),
        ("fragments whose lengths overflow", [.. ClientFrames.Frame(Binary, new byte[Limit], final: false), .. ClientFrames.Announce(Continuation, long.MaxValue)], "", TooBig),

        ("text of stray bytes", ClientFrames.Frame(Text, [(byte)'a', 0xff]), "", BadText),
        ("text that ends inside a character", ClientFrames.Frame(Text, [0xf0, 0x9f, 0x98]), "", BadText),
        ("text with a surrogate", ClientFrames.Frame(Text, [0xed, 0xa0, 0x80]), "", BadText),
        ("text with an overlong form", ClientFrames.Frame(Text, [0xc0, 0x80]), "", BadText),
        ("text above U+10FFFF", ClientFrames.Frame(Text, [0xf4, 0x90, 0x80, 0x80]), "", BadText),
        ("fragments with a stray byte", [.. ClientFrames.Frame(Text, [0xf0, 0x9f], final: false), .. Continue("a")], "", BadText),
        ("binary that is not UTF-8", ClientFrames.Frame(Binary, [0xff]), "Binary ff\n", Ok),

        ("close with half a code", ClientFrames.Frame(Close, [3]), "", Violation),
        ("close with a reason that is not UTF-8", ClientFrames.Frame(Close, [3, 0xe8, 0xff]), "", BadText),
        .. new[] { 0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535 }.Select(code => ($"close code {code}", ClientFrames.Close(code), "", Violation)),
        .. new[] { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999 }
            .Select(code => ($"close code {code}", ClientFrames.Close(code), $"Close {code:x4}\n", Ok)),
    ];

    public static TheoryData<string> Names => [.. Rows.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_rule_holds_however_the_bytes_arrive(string name)
    {
        var (_, stream, messages, failure) = Rows.Single(row => row.Name == name);

        var whole = FrameTranscript.Whole(stream, Limit);

        (whole.Messages, whole.Failure).ShouldBe((messages, failure));
        FrameTranscript.ByteByByte(stream, Limit).ShouldBe(whole);
        for (var at = 0; at <= stream.Length; at++) FrameTranscript.SplitAt(stream, at, Limit).ShouldBe(whole, $"split at {at}");
    }

    [Fact]
    public void A_compressed_message_is_marked_and_its_text_left_alone()
    {
        byte[] stream =
        [
            .. ClientFrames.Frame(Text, [0xff], reserved: 0x40),
            .. ClientFrames.Frame(Binary, [1], final: false, reserved: 0x40), .. ClientFrames.Frame(Continuation, [2]),
            .. ClientFrames.Text("a"),
        ];

        var whole = FrameTranscript.Whole(stream, allowCompressed: true);

        whole.ShouldBe(new FrameTranscript("Text* ff\nBinary* 0102\nText a\n", Ok, IsIdle: true));
        FrameTranscript.ByteByByte(stream, allowCompressed: true).ShouldBe(whole);
    }

    [Theory]
    [InlineData((int)Ping)]
    [InlineData((int)Continuation)]
    public void Only_the_first_frame_of_a_message_may_say_that_it_is_compressed(int opcode)
    {
        byte[] stream = [.. ClientFrames.Text("a", final: false), .. ClientFrames.Frame((WebSocketOpcode)opcode, [1], reserved: 0x40)];

        FrameTranscript.Whole(stream, allowCompressed: true).Failure.ShouldBe(Violation);
    }

    [Fact]
    public void The_limit_can_change_between_messages()
    {
        using var reader = new FrameReader(5);
        Read(reader, ClientFrames.Text("12345")).ShouldBe(FrameReadStatus.Message);
        reader.MaxMessageLength = 10;
        Read(reader, ClientFrames.Text("1234567890")).ShouldBe(FrameReadStatus.Message);
        reader.MaxMessageLength = 2;
        Read(reader, ClientFrames.Text("123")).ShouldBe(FrameReadStatus.Failed);
        reader.FailureReason.ShouldNotBeNull();
    }

    [Fact]
    public void The_limit_can_fall_below_what_has_arrived()
    {
        using var reader = new FrameReader(100);
        Read(reader, ClientFrames.Text("12345", final: false)).ShouldBe(FrameReadStatus.NeedMoreData);
        reader.MaxMessageLength = 2;
        Read(reader, Continue("")).ShouldBe(FrameReadStatus.Failed);
        reader.FailureCode.ShouldBe(TooBig);
    }

    [Fact]
    public void A_frame_that_is_only_announced_costs_no_memory()
    {
        using var reader = new FrameReader(int.MaxValue);

        Read(reader, ClientFrames.Announce(Binary, int.MaxValue)).ShouldBe(FrameReadStatus.NeedMoreData);

        reader.BufferedCapacity.ShouldBe(0);
        reader.IsIdle.ShouldBeFalse();
        Read(reader, new byte[100]).ShouldBe(FrameReadStatus.NeedMoreData);
        reader.BufferedCapacity.ShouldBeLessThanOrEqualTo(256);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public void The_payload_of_a_message_that_is_too_big_is_left_in_the_input(int pieceLength)
    {
        using var reader = new FrameReader(10);
        byte[] stream = [.. ClientFrames.Frame(Binary, new byte[11]), 1, 2, 3];
        var status = FrameReadStatus.NeedMoreData;
        var consumed = 0;
        while (status == FrameReadStatus.NeedMoreData)
        {
            ReadOnlySpan<byte> input = stream.AsSpan(consumed, Math.Min(pieceLength, stream.Length - consumed));
            var length = input.Length;
            status = reader.Read(ref input, out _);
            consumed += length - input.Length;
        }

        (status, reader.FailureCode, reader.RefusedPayloadLength).ShouldBe((FrameReadStatus.Failed, TooBig, 11L));
        consumed.ShouldBe(stream.Length - 11 - 3);
    }

    [Fact]
    public void Buffers_are_held_only_while_a_message_is_read()
    {
        using var reader = new FrameReader(1000);
        ReadOnlySpan<byte> input = ClientFrames.Text(Long);
        reader.Read(ref input, out var message).ShouldBe(FrameReadStatus.Message);
        Encoding.UTF8.GetString(message.Payload).ShouldBe(Long);

        reader.Read(ref input, out _).ShouldBe(FrameReadStatus.NeedMoreData);

        reader.BufferedCapacity.ShouldBe(0);
        reader.IsIdle.ShouldBeTrue();
    }

    [Fact]
    public void Messages_in_a_row_are_read_without_allocating()
    {
        using var reader = new FrameReader(1000);
        byte[] stream = [.. ClientFrames.Text(Long), .. ClientFrames.Frame(Ping, []), .. ClientFrames.Frame(Binary, new byte[300])];
        var messages = 0;
        for (var i = 0; i < 10; i++) messages += ReadAll(reader, stream);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) messages += ReadAll(reader, stream);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        messages.ShouldBe(3030);
        allocated.ShouldBe(0);

        static int ReadAll(FrameReader reader, ReadOnlySpan<byte> input)
        {
            var count = 0;
            while (reader.Read(ref input, out _) == FrameReadStatus.Message) count++;
            return count;
        }
    }

    private static FrameReadStatus Read(FrameReader reader, ReadOnlySpan<byte> input) => reader.Read(ref input, out _);

    private static byte[] Continue(string text, bool final = true) => ClientFrames.Frame(Continuation, Encoding.UTF8.GetBytes(text), final);
}
