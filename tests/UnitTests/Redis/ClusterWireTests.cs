using System.Text;
using SocketIoCompat.Adapters;
using SocketIoCompat.Engine;
using SocketIoCompat.Redis;
using SocketIoCompat.Redis.Wire;

namespace SocketIoCompat.UnitTests.Redis;

/// <summary>What was captured from Node's sharded and streams adapters (wire: redis.md §2 and §3).</summary>
public sealed class ClusterWireTests
{
    private static readonly BroadcastOptions Room = new(["room1"], [], SendFlags.Compress, false);

    public static TheoryData<string, string> Messages() => new()
    {
        { nameof(ClusterMessageType.Broadcast), """{"type":3,"data":{"packet":{"type":2,"data":["hi","r"]},"opts":{"rooms":["room1"],"except":[],"flags":{}}},"uid":"ac5c252bdb27467c","nsp":"/"}""" },
        { nameof(ClusterMessageType.SocketsJoin), """{"type":4,"data":{"opts":{"rooms":["room1"],"except":[],"flags":{}},"rooms":["r3","r4"]},"uid":"ac5c252bdb27467c","nsp":"/"}""" },
        { nameof(ClusterMessageType.DisconnectSockets), """{"type":6,"data":{"opts":{"rooms":["room1"],"except":[],"flags":{}},"close":true},"uid":"ac5c252bdb27467c","nsp":"/"}""" },
        { nameof(ClusterMessageType.FetchSockets), """{"type":7,"data":{"opts":{"rooms":["room1"],"except":[],"flags":{}},"requestId":"005aca5f8bb625db"},"uid":"ac5c252bdb27467c","nsp":"/"}""" },
        { nameof(ClusterMessageType.ServerSideEmit), """{"type":9,"data":{"requestId":"005aca5f8bb625db","packet":["hi","r"]},"uid":"ac5c252bdb27467c","nsp":"/"}""" },
        { nameof(ClusterMessageType.BroadcastClientCount), """{"type":11,"data":{"requestId":"005aca5f8bb625db","clientCount":1},"uid":"ac5c252bdb27467c","nsp":"/"}""" },
        { nameof(ClusterMessageType.BroadcastAck), """{"type":12,"data":{"requestId":"005aca5f8bb625db","packet":["hi","r"]},"uid":"ac5c252bdb27467c","nsp":"/"}""" },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_both_ways(string name, string wire)
    {
        var type = Enum.Parse<ClusterMessageType>(name);
        var message = new ClusterMessage
        {
            Type = type,
            Uid = "ac5c252bdb27467c",
            RequestId = type == ClusterMessageType.Broadcast ? null : "005aca5f8bb625db",
            Options = Room,
            Names = ["r3", "r4"],
            Close = true,
            ClientCount = 1,
            Payload = """["hi","r"]"""u8.ToArray(),
        };

        Encoding.UTF8.GetString(ClusterWire.Write(message, "/")).ShouldBe(wire);
        var read = ClusterWire.TryRead(Encoding.UTF8.GetBytes(wire), "/")!;
        Encoding.UTF8.GetString(ClusterWire.Write(read, "/")).ShouldBe(wire);
    }

    [Fact]
    public void Rooms_of_any_text_that_JavaScript_has()
    {
        const string Half = """{"type":3,"data":{"packet":{"type":2,"data":["hi","\ud800"]},"opts":{"rooms":["r\ud800"],"except":["\udc00"],"flags":{}}},"uid":"u","nsp":"/"}""";

        var read = ClusterWire.TryRead(Encoding.UTF8.GetBytes(Half), "/")!;

        read.Options.Rooms.ShouldBe(["r\ud800"]);
        Encoding.UTF8.GetString(ClusterWire.Write(read, "/")).ShouldBe(Half);
    }

    [Fact]
    public void A_broadcast_of_bytes_is_MessagePack()
    {
        ClusterWire.Write(Binary(), "/").ShouldBe(ClassicWireTests.Bytes(
            @"\x84\xa4type\x03\xa4data\x82\xa6packet\x82\xa4type\x02\xa4data\x93\xa3bin\xc4\x04\x01\x02\x03\xff\x81\xa1d\xc4\x02zz\xa4opts\x83\xa5rooms\x90\xa6except\x90\xa5flags\x80\xa3uid\xb0ac5c252bdb27467c\xa3nsp\xa1/"));
    }

    [Fact]
    public void In_a_stream_bytes_are_base64_of_MessagePack()
    {
        const string Captured = "gqZwYWNrZXSCpHR5cGUCpGRhdGGTo2JpbsQEAQID/4GhZMQCenqkb3B0c4Olcm9vbXOQpmV4Y2VwdJClZmxhZ3OA";

        Encoding.ASCII.GetString(ClusterWire.WriteData(Binary())).ShouldBe(Captured);
        var read = ClusterWire.TryReadData(ClusterMessageType.Broadcast, "u", Encoding.ASCII.GetBytes(Captured))!;
        Encoding.UTF8.GetString(read.Payload.Span).ShouldBe("""["bin",{"_placeholder":true,"num":0},{"d":{"_placeholder":true,"num":1}}]""");
        read.Attachments[0].ToArray().ShouldBe([1, 2, 3, 255]);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"type":3,"data":{},"uid":"a","nsp":"/other"}""")]
    [InlineData("""{"type":1,"data":{},"uid":"a","nsp":"/"}""")]
    [InlineData("""{"type":13,"uid":"a","nsp":"/"}""")]
    [InlineData("nonsense")]
    public void What_is_not_for_this_namespace_is_refused(string wire) => ClusterWire.TryRead(Encoding.UTF8.GetBytes(wire), "/").ShouldBeNull();

    [Theory]
    [InlineData("/", "socket.io-3")]
    [InlineData("/admin", "socket.io-0")]
    [InlineData("/notifications", "socket.io--3")]
    public void A_namespace_has_the_stream_that_Node_writes_to(string nsp, string stream)
    {
        var options = new RedisAdapterOptions { StreamCount = 4 };

        RedisStreams.NameFor(options, nsp).ShouldBe(stream);
        RedisStreams.NamesFor(options).ShouldContain(stream);
    }

    [Theory]
    [InlineData("redis://localhost", "localhost:6379", null, null, 0, false)]
    [InlineData("redis://:p%40ss@redis.example:6380/2", "redis.example:6380", null, "p@ss", 2, false)]
    [InlineData("rediss://user:secret@[::1]:7000", "::1:7000", "user", "secret", 0, true)]
    [InlineData("10.0.0.1:6379,password=secret,ssl=true,defaultDatabase=3", "10.0.0.1:6379", null, "secret", 3, true)]
    public void An_address(string text, string endpoint, string? user, string? password, int database, bool tls)
    {
        var parsed = RedisEndpoint.Parse(text);

        parsed.ToString().ShouldBe(endpoint);
        (parsed.User, parsed.Password, parsed.Database, parsed.UseTls).ShouldBe((user, password, database, tls));
    }

    [Theory]
    [InlineData("http://localhost")]
    [InlineData("redis://host/x")]
    [InlineData("redis://")]
    public void What_is_no_address_is_refused(string text) => Should.Throw<FormatException>(() => RedisEndpoint.Parse(text));

    private static ClusterMessage Binary() => new()
    {
        Type = ClusterMessageType.Broadcast,
        Uid = "ac5c252bdb27467c",
        Payload = """["bin",{"_placeholder":true,"num":0},{"d":{"_placeholder":true,"num":1}}]"""u8.ToArray(),
        Attachments = [new byte[] { 1, 2, 3, 255 }, "zz"u8.ToArray()],
    };
}
