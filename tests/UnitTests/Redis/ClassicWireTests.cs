using System.Text;
using SocketIoCompat.Adapters;
using SocketIoCompat.Engine;
using SocketIoCompat.Redis.Wire;

namespace SocketIoCompat.UnitTests.Redis;

/// <summary>The bytes that were captured from Node (wire: redis.md §1).</summary>
public sealed class ClassicWireTests
{
    [Fact]
    public void A_broadcast()
    {
        var written = ClassicWire.WriteBroadcast(Event("""["hi",1,"a",{"k":true}]"""), "/");

        written.ShouldBe(Bytes(@"\x93\xa6ZS2CZp\x83\xa4type\x02\xa4data\x94\xa2hi\x01\xa1a\x81\xa1k\xc3\xa3nsp\xa1/\x83\xa5rooms\x90\xa6except\x90\xa5flags\x80"));
    }

    [Fact]
    public void Rooms_of_any_text_that_JavaScript_has()
    {
        const string Half = """{"uid":"ZS2CZp","requestId":"1","type":2,"opts":{"rooms":["r\ud800"],"except":["\udc00x"]},"rooms":["\ud83d\ude00","\ud800"]}""";

        var request = ClassicWire.TryReadRequest(Encoding.UTF8.GetBytes(Half))!;

        request.Options.Rooms.ShouldBe(["r\ud800"]);
        request.Options.Except.ShouldBe(["\udc00x"]);
        request.Names.ShouldBe(["😀", "\ud800"]);
        Encoding.UTF8.GetString(ClassicWire.WriteRequest(request, "/")).ShouldContain("""["r\ud800"],"except":["\udc00x"]""");
    }

    [Fact]
    public void A_broadcast_of_bytes()
    {
        var message = Event(
            """["bin",{"_placeholder":true,"num":0},{"d":{"_placeholder":true,"num":1}}]""", attachments: [new byte[] { 1, 2, 3, 255 }, "zz"u8.ToArray()]);

        ClassicWire.WriteBroadcast(message, "/").ShouldBe(
            Bytes(@"\x93\xa6ZS2CZp\x83\xa4type\x02\xa4data\x93\xa3bin\xc4\x04\x01\x02\x03\xff\x81\xa1d\xc4\x02zz\xa3nsp\xa1/\x83\xa5rooms\x90\xa6except\x90\xa5flags\x80"));
    }

    [Theory]
    [InlineData(SendFlags.Compress | SendFlags.Volatile, @"\xa5flags\x81\xa8volatile\xc3")]
    [InlineData(SendFlags.None, @"\xa5flags\x81\xa8compress\xc2")]
    public void The_flags(SendFlags flags, string end) =>
        ClassicWire.WriteBroadcast(Event("""["hi"]""", new BroadcastOptions(["room1"], ["x"], flags, false)), "/")
            .ShouldBe(Bytes(@"\x93\xa6ZS2CZp\x83\xa4type\x02\xa4data\x91\xa2hi\xa3nsp\xa1/\x83\xa5rooms\x91\xa5room1\xa6except\x91\xa1x" + end));

    [Fact]
    public void A_broadcast_is_read_as_it_was_written()
    {
        var options = new BroadcastOptions(["r1", "r2"], ["x"], SendFlags.Volatile, false);
        var read = ClassicWire.TryReadBroadcast(ClassicWire.WriteBroadcast(Event("""["é",[1.5,null]]""", options), "/chat"), "/chat")!;

        read.Uid.ShouldBe("ZS2CZp");
        read.Options.Rooms.ShouldBe(["r1", "r2"]);
        read.Options.Except.ShouldBe(["x"]);
        read.Options.Flags.ShouldBe(SendFlags.Volatile);
        Encoding.UTF8.GetString(read.Payload.Span).ShouldBe("""["é",[1.5,null]]""");
    }

    [Fact]
    public void Dates_of_notepack_3_are_read_as_JSON_writes_them()
    {
        // [uid, {data: ["d", Date(0), Date(1234)], nsp: "/"}, {}]: what is left out is empty.
        var wire = Bytes(@"\x93\xa7emitter\x82\xa4data\x93\xa1d\xd6\xff\x00\x00\x00\x00\xd7\xff\x37\xca\x3a\x00\x00\x00\x00\x01\xa3nsp\xa1/\x80");
        var read = ClassicWire.TryReadBroadcast(wire, "/")!;

        Encoding.UTF8.GetString(read.Payload.Span).ShouldBe("""["d","1970-01-01T00:00:00.000Z","1970-01-01T00:00:01.234Z"]""");
        read.Options.Rooms.ShouldBeEmpty();
        read.Options.Flags.ShouldBe(SendFlags.Compress);
    }

    [Theory]
    [InlineData(ClusterMessageType.FetchSockets, """{"uid":"ZS2CZp","requestId":"fT4-ht","type":5,"opts":{"rooms":["room1"],"except":[]}}""")]
    [InlineData(ClusterMessageType.SocketsJoin, """{"uid":"ZS2CZp","requestId":"fT4-ht","type":2,"opts":{"rooms":["room1"],"except":[]},"rooms":["r3","r4"]}""")]
    [InlineData(ClusterMessageType.DisconnectSockets, """{"uid":"ZS2CZp","requestId":"fT4-ht","type":4,"opts":{"rooms":["room1"],"except":[]},"close":true}""")]
    [InlineData(ClusterMessageType.ServerSideEmit, """{"uid":"ZS2CZp","requestId":"fT4-ht","type":6,"data":["hello","w",{"n":1}]}""")]
    internal void A_request(ClusterMessageType type, string wire)
    {
        var message = new ClusterMessage
        {
            Type = type,
            Uid = "ZS2CZp",
            RequestId = "fT4-ht",
            Options = new BroadcastOptions(["room1"], [], SendFlags.Compress, false),
            Names = ["r3", "r4"],
            Close = true,
            Payload = """["hello","w",{"n":1}]"""u8.ToArray(),
        };

        Encoding.UTF8.GetString(ClassicWire.WriteRequest(message, "/")).ShouldBe(wire);
        var read = ClassicWire.TryReadRequest(Encoding.UTF8.GetBytes(wire))!;
        read.Type.ShouldBe(type);
        read.RequestId.ShouldBe("fT4-ht");
    }

    [Fact]
    public void A_broadcast_with_acknowledgement_is_a_request_in_MessagePack()
    {
        var message = new ClusterMessage
        {
            Type = ClusterMessageType.Broadcast,
            Uid = "ZS2CZp",
            RequestId = "u6dqhb",
            Timeout = TimeSpan.FromSeconds(1),
            Payload = """["q",5]"""u8.ToArray(),
        };

        ClassicWire.WriteRequest(message, "/").ShouldBe(Bytes(
            @"\x85\xa3uid\xa6ZS2CZp\xa9requestId\xa6u6dqhb\xa4type\x07\xa6packet\x83\xa4type\x02\xa4data\x92\xa1q\x05\xa3nsp\xa1/\xa4opts\x83\xa5rooms\x90\xa6except\x90\xa5flags\x81\xa7timeout\xcd\x03\xe8"));
        ClassicWire.TryReadRequest(ClassicWire.WriteRequest(message, "/"))!.Timeout.ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void The_answers_of_a_broadcast_with_acknowledgement()
    {
        var count = new ClusterMessage { Type = ClusterMessageType.BroadcastClientCount, RequestId = "u6dqhb", ClientCount = 1 };
        var ack = new ClusterMessage { Type = ClusterMessageType.BroadcastAck, RequestId = "u6dqhb", Payload = "\"answer-5\""u8.ToArray() };

        Encoding.UTF8.GetString(ClassicWire.WriteResponse(count)).ShouldBe("""{"type":8,"requestId":"u6dqhb","clientCount":1}""");
        ClassicWire.WriteResponse(ack).ShouldBe(Bytes(@"\x83\xa4type\x09\xa9requestId\xa6u6dqhb\xa6packet\xa8answer-5"));
        ClassicWire.TryReadResponse(ClassicWire.WriteResponse(ack))!.Type.ShouldBe(ClusterMessageType.BroadcastAck);
    }

    [Fact]
    public void Old_versions_name_one_socket()
    {
        var read = ClassicWire.TryReadRequest("""{"uid":"a","requestId":"b","type":2,"sid":"socket","room":"r"}"""u8.ToArray())!;

        read.Options.Rooms.ShouldBe(["socket"]);
        read.Names.ShouldBe(["r"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"type":99}""")]
    [InlineData("""{"type":"5"}""")]
    [InlineData("\u0093")]
    public void What_is_no_message_is_refused(string wire)
    {
        var bytes = Encoding.Latin1.GetBytes(wire);

        ClassicWire.TryReadRequest(bytes).ShouldBeNull();
        ClassicWire.TryReadResponse(bytes).ShouldBeNull();
        ClassicWire.TryReadBroadcast(bytes, "/").ShouldBeNull();
    }

    internal static byte[] Bytes(string monitored) => Encoding.Latin1.GetBytes(System.Text.RegularExpressions.Regex.Unescape(monitored));

    private static ClusterMessage Event(string payload, BroadcastOptions? options = null, ReadOnlyMemory<byte>[]? attachments = null) => new()
    {
        Type = ClusterMessageType.Broadcast,
        Uid = "ZS2CZp",
        Options = options ?? BroadcastOptions.All,
        Payload = Encoding.UTF8.GetBytes(payload),
        Attachments = attachments ?? [],
    };
}
