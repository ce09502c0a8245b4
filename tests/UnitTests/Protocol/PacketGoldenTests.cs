using System.Buffers;
using System.Text;
using Shouldly;
using SocketIoCompat.Protocol;
using SocketIoCompat.Protocol.SocketIO;
using SocketIoCompat.UnitTests.Protocol.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Protocol;

public sealed class PacketGoldenTests
{
    // (name, wire, value): read one way and written the other.
    private static readonly (string Name, string Wire, PacketSnapshot Value)[] BothWays =
    [
        ("connect", "0", new(PacketType.Connect)),
        ("connect with auth", """0{"token":"x"}""", new(PacketType.Connect, Payload: """{"token":"x"}""")),
        ("connect to a namespace", "0/admin,", new(PacketType.Connect, "/admin")),
        ("connect to a namespace with auth", """0/admin,{"token":"x"}""", new(PacketType.Connect, "/admin", Payload: """{"token":"x"}""")),
        ("connected", """0{"sid":"ab"}""", new(PacketType.Connect, Payload: """{"sid":"ab"}""")),
        ("disconnect", "1", new(PacketType.Disconnect)),
        ("disconnect from a namespace", "1/admin,", new(PacketType.Disconnect, "/admin")),
        ("event", """2["hi",1]""", Event("hi", """["hi",1]""", "1")),
        ("event without arguments", """2["hi"]""", Event("hi", """["hi"]""")),
        ("event with an id", """213["hi"]""", Event("hi", """["hi"]""") with { AckId = 13 }),
        ("event with the id 0", """20["q",1]""", Event("q", """["q",1]""", "1") with { AckId = 0 }),
        ("event with the largest id", """29007199254740991["q"]""", Event("q", """["q"]""") with { AckId = 9007199254740991 }),
        ("event in a namespace", """2/admin,["hi"]""", Event("hi", """["hi"]""") with { Namespace = "/admin" }),
        ("event in a namespace with an id", """2/admin,13["hi"]""", Event("hi", """["hi"]""") with { Namespace = "/admin", AckId = 13 }),
        ("event beyond ASCII", """2["é","😀"]""", Event("é", """["é","😀"]""", "\"😀\"")),
        ("event with the empty name", """2["",null]""", Event("", """["",null]""", "null")),
        ("event with a number for a name", """2[7,"x"]""", Event("7", """[7,"x"]""", "\"x\"")),
        ("event with all kinds of arguments", """2["a",1,-2.5e3,"s",true,false,null,[1,[2]],{"k":{"l":1}}]""",
            Event("a", """["a",1,-2.5e3,"s",true,false,null,[1,[2]],{"k":{"l":1}}]""", "1", "-2.5e3", "\"s\"", "true", "false", "null", "[1,[2]]", """{"k":{"l":1}}""")),
        ("event with many arguments", """2["a",0,1,2,3,4,5,6,7,8,9,10]""",
            Event("a", """["a",0,1,2,3,4,5,6,7,8,9,10]""", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10")),
        ("acknowledgement", """313["ok"]""", new(PacketType.Ack, "/", 13, """["ok"]""") { Arguments = ["\"ok\""] }),
        ("acknowledgement of nothing", "30[]", new(PacketType.Ack, "/", 0, "[]")),
        ("acknowledgement in a namespace", """3/admin,1["a",2]""", new(PacketType.Ack, "/admin", 1, """["a",2]""") { Arguments = ["\"a\"", "2"] }),
        ("acknowledgement without an id", "3[]", new(PacketType.Ack, Payload: "[]")),
        ("refusal", """4/random,{"message":"Invalid namespace"}""", new(PacketType.ConnectError, "/random", Payload: """{"message":"Invalid namespace"}""")),
        ("refusal as text", "4/bad,\"plain\"", new(PacketType.ConnectError, "/bad", Payload: "\"plain\"")),
        ("binary event", """51-["bin",{"_placeholder":true,"num":0}]""",
            Event("bin", """["bin",{"_placeholder":true,"num":0}]""", """{"_placeholder":true,"num":0}""") with { Type = PacketType.BinaryEvent, Attachments = 1 }),
        ("binary event with everything", """52-/admin,7["bin",1]""",
            Event("bin", """["bin",1]""", "1") with { Type = PacketType.BinaryEvent, Attachments = 2, Namespace = "/admin", AckId = 7 }),
        ("binary event without attachments", """50-["bin"]""", Event("bin", """["bin"]""") with { Type = PacketType.BinaryEvent }),
        ("binary event with the most attachments", """510-["bin"]""", Event("bin", """["bin"]""") with { Type = PacketType.BinaryEvent, Attachments = 10 }),
        ("binary acknowledgement", """61-/admin,456[{"_placeholder":true,"num":0}]""",
            new(PacketType.BinaryAck, "/admin", 456, """[{"_placeholder":true,"num":0}]""", 1) { Arguments = ["""{"_placeholder":true,"num":0}"""] }),
    ];

    // Legal, though nobody's writer produces them.
    private static readonly (string Name, string Wire, PacketSnapshot Value)[] ReadOnly =
    [
        ("connect without the comma", "0/random", new(PacketType.Connect, "/random")),
        ("disconnect without the comma", "1/custom", new(PacketType.Disconnect, "/custom")),
        ("namespace written out", """2/,["hi"]""", Event("hi", """["hi"]""")),
        ("namespace with a query", """0/admin?token=1&a=b,""", new(PacketType.Connect, "/admin") { Query = "token=1&a=b" }),
        ("namespace with a query and no comma", "0/?a=?", new(PacketType.Connect) { Query = "a=?" }),
        ("id with leading zeros", """2007["q"]""", Event("q", """["q"]""") with { AckId = 7 }),
        ("attachments with leading zeros", """501-["q"]""", Event("q", """["q"]""") with { Type = PacketType.BinaryEvent, Attachments = 1 }),
        ("white space", "2 [ \"a\" ,\t1 ,\r\n{ \"b\" : [ ] } ] ", Event("a", " [ \"a\" ,\t1 ,\r\n{ \"b\" : [ ] } ] ", "1", "{ \"b\" : [ ] }")),
        ("escaped name", """2["\u0065cho",1]""", Event("echo", """["\u0065cho",1]""", "1")),
        ("name in all escapes", """2["\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"]""", Event("\"\\/\b\f\n\r\té😀", """["\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"]""")),
        ("number for a name as JavaScript spells it", "2[1.0]", Event("1", "[1.0]")),
        ("exponent for a name", "2[1e21]", Event("1e+21", "[1e21]")),
        ("more digits than JavaScript keeps for a name", "2[123456789012345678901]", Event("123456789012345680000", "[123456789012345678901]")),
        ("minus zero for a name", "2[-0]", Event("0", "[-0]")),
        ("infinity for a name", "2[1e999]", Event("Infinity", "[1e999]")),
        ("lone surrogates in an argument", """2["a","\ud800","\udc00\ud800"]""", Event("a", """["a","\ud800","\udc00\ud800"]""", "\"\\ud800\"", "\"\\udc00\\ud800\"")),
        ("a name that only resembles a reserved one", """2["Connect"]""", Event("Connect", """["Connect"]""")),
        ("a placeholder in a packet without attachments", """2["a",{"_placeholder":true,"num":9}]""",
            Event("a", """["a",{"_placeholder":true,"num":9}]""", """{"_placeholder":true,"num":9}""")),
    ];

    public static TheoryData<string> BothWaysNames => [.. BothWays.Select(row => row.Name)];

    public static TheoryData<string> AllNames => [.. BothWays.Concat(ReadOnly).Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(AllNames))]
    public void Wire_is_read_as_value(string name)
    {
        var (_, wire, value) = BothWays.Concat(ReadOnly).Single(row => row.Name == name);

        PacketSnapshot.Read(wire).ShouldBe((ParseResult.Ok, value));
    }

    [Theory]
    [MemberData(nameof(BothWaysNames))]
    public void Value_is_written_as_wire(string name)
    {
        var (_, wire, value) = BothWays.Single(row => row.Name == name);

        Encoding.UTF8.GetString(value.Write()).ShouldBe(wire);
    }

    [Fact]
    public void A_lone_surrogate_in_a_name_becomes_three_bytes()
    {
        PacketReader.TryRead("""2["\ud800x\udc00"]"""u8, ProtocolLimits.Default, out var packet).ShouldBe(ParseResult.Ok);

        Convert.ToHexStringLower(packet.EventName).ShouldBe("eda08078edb080");
    }

    [Fact]
    public void The_query_is_part_of_the_name_for_those_who_want_it()
    {
        PacketReader.TryRead("0/admin?a=b,{}"u8, ProtocolLimits.Default, out var packet).ShouldBe(ParseResult.Ok);

        packet.NamespaceWithQuery.SequenceEqual("/admin?a=b"u8).ShouldBeTrue();
    }

    [Fact]
    public void The_usual_event_is_read_without_allocating()
    {
        var wire = Encoding.UTF8.GetBytes("21000000[\"echo\",\"" + new string('x', 32) + "\"]");
        var arguments = 0;
        for (var i = 0; i < 10; i++) Read(wire, ref arguments);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) Read(wire, ref arguments);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        arguments.ShouldBe(1010);
        allocated.ShouldBe(0);

        static void Read(byte[] wire, ref int arguments)
        {
            if (PacketReader.TryRead(wire, ProtocolLimits.Default, out var packet) == ParseResult.Ok) arguments += packet.Arguments.Count;
        }
    }

    [Theory]
    [InlineData("/", null, """0{"sid":"ab"}""")]
    [InlineData("/admin", null, """0/admin,{"sid":"ab"}""")]
    [InlineData("/admin", "p\"q", """0/admin,{"sid":"ab","pid":"p\"q"}""")]
    public void Connect_is_written(string nsp, string? pid, string wire)
        => Written(PacketType.Connect, nsp, w => PacketWriter.WriteConnectPayload(w, "ab", pid)).ShouldBe(wire);

    [Theory]
    [InlineData("/", "1")]
    [InlineData("/admin", "1/admin,")]
    public void Disconnect_is_written(string nsp, string wire)
        => Written(PacketType.Disconnect, nsp, _ => { }).ShouldBe(wire);

    [Theory]
    [InlineData("/", "no", "", """4{"message":"no"}""")]
    [InlineData("/x", "no", """{"code":7}""", """4/x,{"message":"no","data":{"code":7}}""")]
    public void Connect_error_is_written(string nsp, string message, string data, string wire)
        => Written(PacketType.ConnectError, nsp, w => PacketWriter.WriteConnectErrorPayload(w, message, Encoding.UTF8.GetBytes(data))).ShouldBe(wire);

    [Fact]
    public void A_message_is_escaped_as_JavaScript_does()
        => Written(PacketType.ConnectError, "/x", w => PacketWriter.WriteConnectErrorPayload(w, "l\n\ud800\u2028", default)).ShouldBe("4/x,{\"message\":\"l\\n\\ud800\u2028\"}");

    private static string Written(PacketType type, string nsp, Action<IBufferWriter<byte>> writePayload)
    {
        var writer = new ArrayBufferWriter<byte>();
        PacketWriter.WriteHeader(writer, type, 0, Encoding.UTF8.GetBytes(nsp), -1);
        writePayload(writer);
        return Encoding.UTF8.GetString(writer.WrittenSpan);
    }

    private static PacketSnapshot Event(string name, string payload, params string[] arguments)
        => new(PacketType.Event, Payload: payload) { Event = name, Arguments = arguments };
}
