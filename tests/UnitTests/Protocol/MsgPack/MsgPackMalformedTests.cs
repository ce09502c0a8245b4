using SocketIoCompat.Protocol;

namespace SocketIoCompat.UnitTests.Protocol.MsgPack;

public sealed class MsgPackMalformedTests
{
    private const string Type = "a474797065";
    private const string Nsp = "a36e7370";
    private const string Root = Nsp + "a12f";
    private const string Data = "a464617461";
    private const string Id = "a26964";
    private const string Event = Data + "91a161";

    public static readonly TheoryData<string, string, string> Packets = new()
    {
        { "nothing", "", "Empty" },
        { "an array", "91a16f", "BadMessagePack" },
        { "nil", "c0", "BadMessagePack" },
        { "a text's first byte", "34", "BadMessagePack" },
        { "an empty map", "80", "UnknownPacketType" },
        { "no type", $"82{Event}{Root}", "UnknownPacketType" },
        { "type 5", $"82{Type}05{Root}", "UnknownPacketType" },
        { "type -1", $"82{Type}ff{Root}", "UnknownPacketType" },
        { "type 0.5", $"82{Type}cb3fe0000000000000{Root}", "UnknownPacketType" },
        { "type NaN", $"82{Type}ca7fc00000{Root}", "UnknownPacketType" },
        { "type infinity", $"82{Type}ca7f800000{Root}", "UnknownPacketType" },
        { "type true", $"82{Type}c3{Root}", "UnknownPacketType" },
        { "type as text", $"82{Type}a132{Root}", "UnknownPacketType" },
        { "type as array", $"82{Type}90{Root}", "BadMessagePack" },
        { "type twice", $"83{Type}00{Type}00{Root}", "BadMessagePack" },
        { "namespace twice", $"83{Type}00{Root}{Root}", "BadMessagePack" },
        { "data twice", $"84{Type}02{Event}{Event}{Root}", "BadMessagePack" },
        { "a name that is no text", $"8301c0{Type}00{Root}", "BadMessagePack" },
        { "no namespace", $"81{Type}00", "BadNamespace" },
        { "namespace undefined", $"82{Type}00{Nsp}d40000", "BadNamespace" },
        { "namespace as bytes", $"82{Type}00{Nsp}c4012f", "BadNamespace" },
        { "connect with nil", $"83{Type}00{Data}c0{Root}", "BadPayload" },
        { "connect with an array", $"83{Type}00{Data}90{Root}", "BadPayload" },
        { "connect with bytes", $"83{Type}00{Data}c40101{Root}", "BadPayload" },
        { "connect with a date", $"83{Type}00{Data}d7000000000000000000{Root}", "BadPayload" },
        { "disconnect with nil", $"83{Type}01{Data}c0{Root}", "BadPayload" },
        { "event without data", $"82{Type}02{Root}", "BadPayload" },
        { "event with undefined", $"83{Type}02{Data}d40000{Root}", "BadPayload" },
        { "event with a map", $"83{Type}02{Data}80{Root}", "BadPayload" },
        { "event with an extension", $"83{Type}02{Data}d40501{Root}", "BadPayload" },
        { "acknowledgement with a text", $"83{Type}03{Data}a161{Root}", "BadPayload" },
        { "refusal without data", $"82{Type}04{Root}", "BadPayload" },
        { "refusal with a date", $"83{Type}04{Data}d7000000000000000000{Root}", "BadPayload" },
        { "id nil", $"84{Type}02{Event}{Id}c0{Root}", "BadAckId" },
        { "id as text", $"84{Type}02{Event}{Id}a131{Root}", "BadAckId" },
        { "id 0.5", $"84{Type}02{Event}{Id}cb3fe0000000000000{Root}", "BadAckId" },
        { "id below zero", $"84{Type}02{Event}{Id}ff{Root}", "BadAckId" },
        { "id beyond 2^53", $"84{Type}02{Event}{Id}cf0020000000000000{Root}", "BadAckId" },
        { "trailing bytes", $"82{Type}00{Root}00", "BadMessagePack" },
        { "fewer members than said", $"83{Type}00{Root}", "BadMessagePack" },
        { "a member that is cut", $"82{Type}00{Nsp}a22f", "BadMessagePack" },
    };

    public static readonly TheoryData<string, string> Values = new()
    {
        { "c1", "BadMessagePack" }, { "cc", "BadMessagePack" }, { "cd01", "BadMessagePack" }, { "ce010203", "BadMessagePack" }, { "cf01020304050607", "BadMessagePack" },
        { "d0", "BadMessagePack" }, { "d3", "BadMessagePack" }, { "ca000000", "BadMessagePack" }, { "cb00000000000000", "BadMessagePack" },
        { "a2", "BadMessagePack" }, { "a261", "BadMessagePack" }, { "d9", "BadMessagePack" }, { "d901", "BadMessagePack" }, { "da00", "BadMessagePack" }, { "db000000", "BadMessagePack" },
        { "c4", "BadMessagePack" }, { "c401", "BadMessagePack" }, { "c500", "BadMessagePack" }, { "c6ffffffff", "BadMessagePack" },
        { "c7", "BadMessagePack" }, { "c700", "BadMessagePack" }, { "c70100", "BadMessagePack" }, { "c90000000100", "BadMessagePack" }, { "d4", "BadMessagePack" }, { "d400", "BadMessagePack" },
        { "d70000000000000000", "BadMessagePack" }, { "d800", "BadMessagePack" },
        { "91", "BadMessagePack" }, { "920101", "[1,1]" }, { "9201", "BadMessagePack" }, { "dcffff", "BadMessagePack" }, { "ddffffffff", "BadMessagePack" }, { "dd80000000", "BadMessagePack" },
        { "8101", "BadMessagePack" }, { "81", "BadMessagePack" }, { "deffff", "BadMessagePack" }, { "dfffffffff", "BadMessagePack" }, { "df80000000", "BadMessagePack" },
        { "819001", "BadMessagePack" }, { "818001", "BadMessagePack" }, { "81c4016101", "BadMessagePack" }, { "81d4000001", "BadMessagePack" }, { "8190d40000", "BadMessagePack" },
    };

    [Theory]
    [MemberData(nameof(Packets))]
    public void A_packet_is_refused(string name, string wire, string result) =>
        MsgPackSamples.ReadPacket(Convert.FromHexString(wire)).ShouldBe(result, name);

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_is_refused(string wire, string result) => MsgPackSamples.ToJson(wire).Json.ShouldBe(result);

    [Fact]
    public void Unknown_members_in_any_order_are_passed_over() =>
        MsgPackSamples.ReadPacket(Convert.FromHexString($"86a16f9291c081a16101{Root}{Id}d40000{Event}{Type}02a178c7010501")).ShouldBe("Event / #-1 [\"a\"] []");

    [Fact]
    public void The_depth_is_limited_as_in_JSON()
    {
        var limits = ProtocolLimits.Default with { MaxJsonDepth = 3 };
        MsgPackSamples.ToJson("919190", limits).Json.ShouldBe("[[[]]]");
        MsgPackSamples.ToJson("91919190", limits).Json.ShouldBe("TooDeep");
        MsgPackSamples.ToJson("8101" + "8101" + "8101" + "80", limits).Json.ShouldBe("TooDeep");
        MsgPackSamples.ToJson(string.Concat(Enumerable.Repeat("91", 100_000)) + "00", ProtocolLimits.Default with { MaxJsonDepth = int.MaxValue }).Json.ShouldBe("TooDeep");
    }

    [Fact]
    public void The_number_of_binary_values_is_limited()
    {
        var limits = ProtocolLimits.Default with { MaxBinaryValues = 2 };
        MsgPackSamples.ToJson("92c400c400", limits).Attachments.Length.ShouldBe(2);
        MsgPackSamples.ToJson("93c400c400c400", limits).Json.ShouldBe("TooManyAttachments");
        MsgPackSamples.ToJson("93c400c400d50101aa", limits).Json.ShouldBe("TooManyAttachments");
    }

    [Fact]
    public void The_namespace_is_limited()
    {
        var limits = ProtocolLimits.Default with { MaxNamespaceLength = 3 };
        MsgPackSamples.ReadPacket(Convert.FromHexString($"82{Type}00{Nsp}a32f6162"), limits).ShouldBe("Connect /ab #-1  []");
        MsgPackSamples.ReadPacket(Convert.FromHexString($"82{Type}00{Nsp}a42f616263"), limits).ShouldBe("BadNamespace");
    }
}
