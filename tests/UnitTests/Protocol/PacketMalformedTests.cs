using Shouldly;
using SocketIoCompat.Protocol;
using SocketIoCompat.UnitTests.Protocol.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Protocol;

public sealed class PacketMalformedTests
{
    private static readonly (string Wire, ParseResult Expected)[] Rows =
    [
        ("", ParseResult.Empty),
        ("7", ParseResult.UnknownPacketType),
        ("a", ParseResult.UnknownPacketType),
        ("/", ParseResult.UnknownPacketType),
        (" 2[\"a\"]", ParseResult.UnknownPacketType),
        ("é", ParseResult.UnknownPacketType),

        ("5[\"a\"]", ParseResult.BadAttachmentCount),
        ("5", ParseResult.BadAttachmentCount),
        ("51", ParseResult.BadAttachmentCount),
        ("51[\"a\"]", ParseResult.BadAttachmentCount),
        ("5-[\"a\"]", ParseResult.BadAttachmentCount),
        ("5-1-[\"a\"]", ParseResult.BadAttachmentCount),
        ("51.5-[\"a\"]", ParseResult.BadAttachmentCount),
        ("51e0-[\"a\"]", ParseResult.BadAttachmentCount),
        ("5a-[\"a\"]", ParseResult.BadAttachmentCount),
        ("6/admin,1-[]", ParseResult.BadAttachmentCount),
        ("511-[\"a\"]", ParseResult.TooManyAttachments),
        ("6999999999999999999999999-[]", ParseResult.TooManyAttachments),
        ("21-[\"a\"]", ParseResult.BadJson),

        ("0/" + new string('n', 255), ParseResult.BadNamespace),
        ("2/" + new string('n', 255) + ",[\"a\"]", ParseResult.BadNamespace),

        ("29007199254740992[\"a\"]", ParseResult.BadAckId),
        ("2" + new string('9', 400) + "[\"a\"]", ParseResult.BadAckId),
        ("39007199254740992[]", ParseResult.BadAckId),
        ("21.5[\"a\"]", ParseResult.BadJson),
        ("2-1[\"a\"]", ParseResult.BadJson),
        ("2abc[\"a\"]", ParseResult.BadJson),

        ("2", ParseResult.BadPayload),
        ("2/admin,", ParseResult.BadPayload),
        ("2/admin,13", ParseResult.BadPayload),
        ("213", ParseResult.BadPayload),
        ("2[]", ParseResult.BadPayload),
        ("2{}", ParseResult.BadPayload),
        ("2{\"0\":\"a\"}", ParseResult.BadPayload),
        ("2\"a\"", ParseResult.BadPayload),
        ("2null", ParseResult.BadPayload),
        ("2[null]", ParseResult.BadPayload),
        ("2[true]", ParseResult.BadPayload),
        ("2[[\"a\"]]", ParseResult.BadPayload),
        ("2[{\"a\":1}]", ParseResult.BadPayload),
        ("3", ParseResult.BadPayload),
        ("313", ParseResult.BadPayload),
        ("3{}", ParseResult.BadPayload),
        ("3\"ok\"", ParseResult.BadPayload),
        ("61-{}", ParseResult.BadPayload),
        ("51-{}", ParseResult.BadPayload),
        ("0[]", ParseResult.BadPayload),
        ("0\"token\"", ParseResult.BadPayload),
        ("0null", ParseResult.BadPayload),
        ("0true", ParseResult.BadPayload),
        ("1{}", ParseResult.BadPayload),
        ("1[]", ParseResult.BadPayload),
        ("1/admin,null", ParseResult.BadPayload),
        ("1x", ParseResult.BadJson),
        ("4", ParseResult.BadPayload),
        ("4[]", ParseResult.BadPayload),
        ("4null", ParseResult.BadPayload),

        ("2[\"connect\"]", ParseResult.ReservedEventName),
        ("2[\"connect_error\",1]", ParseResult.ReservedEventName),
        ("2[\"disconnect\"]", ParseResult.ReservedEventName),
        ("2[\"disconnecting\"]", ParseResult.ReservedEventName),
        ("2[\"newListener\"]", ParseResult.ReservedEventName),
        ("2/admin,1[\"removeListener\"]", ParseResult.ReservedEventName),
        ("50-[\"disconnect\"]", ParseResult.ReservedEventName),
        ("2[\"\\u0064isconnect\"]", ParseResult.ReservedEventName),

        ("2[", ParseResult.BadJson),
        ("2[\"a\"", ParseResult.BadJson),
        ("2[\"a\",]", ParseResult.BadJson),
        ("2[,\"a\"]", ParseResult.BadJson),
        ("2[\"a\",,1]", ParseResult.BadJson),
        ("2[\"a\" 1]", ParseResult.BadJson),
        ("2[\"a\"]]", ParseResult.BadJson),
        ("2[\"a\"]x", ParseResult.BadJson),
        ("2[\"a\"][\"b\"]", ParseResult.BadJson),
        ("2[\"a\"]\0", ParseResult.BadJson),
        ("2[\"a]", ParseResult.BadJson),
        ("2[\"a\\\"]", ParseResult.BadJson),
        ("2[\"\\x\"]", ParseResult.BadJson),
        ("2[\"\\u12\"]", ParseResult.BadJson),
        ("2[\"\\u12g4\"]", ParseResult.BadJson),
        ("2[\"\\U0041\"]", ParseResult.BadJson),
        ("2[\"a\nb\"]", ParseResult.BadJson),
        ("2[\"a\",\"\u0000\"]", ParseResult.BadJson),
        ("2[\"a\",\"\u001f\"]", ParseResult.BadJson),
        ("2['a']", ParseResult.BadJson),
        ("2[a]", ParseResult.BadJson),
        ("2[\"a\",tru]", ParseResult.BadJson),
        ("2[\"a\",truex]", ParseResult.BadJson),
        ("2[\"a\",True]", ParseResult.BadJson),
        ("2[\"a\",nul", ParseResult.BadJson),
        ("2[\"a\",NaN]", ParseResult.BadJson),
        ("2[\"a\",undefined]", ParseResult.BadJson),
        ("2[\"a\",01]", ParseResult.BadJson),
        ("2[\"a\",+1]", ParseResult.BadJson),
        ("2[\"a\",.5]", ParseResult.BadJson),
        ("2[\"a\",1.]", ParseResult.BadJson),
        ("2[\"a\",1e]", ParseResult.BadJson),
        ("2[\"a\",1e+]", ParseResult.BadJson),
        ("2[\"a\",-]", ParseResult.BadJson),
        ("2[\"a\",0x1]", ParseResult.BadJson),
        ("2[\"a\",1n]", ParseResult.BadJson),
        ("2[\"a\",{]", ParseResult.BadJson),
        ("2[\"a\",{a:1}]", ParseResult.BadJson),
        ("2[\"a\",{\"a\"}]", ParseResult.BadJson),
        ("2[\"a\",{\"a\":}]", ParseResult.BadJson),
        ("2[\"a\",{\"a\":1,}]", ParseResult.BadJson),
        ("2[\"a\",{,}]", ParseResult.BadJson),
        ("2[\"a\",{1:1}]", ParseResult.BadJson),
        ("2[\"a\",[1}]", ParseResult.BadJson),
        ("2[\"a\",{\"a\":1]]", ParseResult.BadJson),
        ("2[\"a\",/*x*/1]", ParseResult.BadJson),
        ("2\u00a0[\"a\"]", ParseResult.BadJson),
        ("2\ufeff[\"a\"]", ParseResult.BadJson),
        ("2\u000b[\"a\"]", ParseResult.BadJson),
        ("0{\"a\":1}}", ParseResult.BadJson),
        ("0{", ParseResult.BadJson),
        ("3[1", ParseResult.BadJson),
        ("4\"x", ParseResult.BadJson),
        ("21", ParseResult.BadPayload),

        ("2[\"a\"," + new string('[', 64), ParseResult.TooDeep),
        ("2[\"a\"," + new string('[', 100_000), ParseResult.TooDeep),
        ("2[\"a\"," + new string('[', 64) + new string(']', 64) + "]", ParseResult.TooDeep),
        ("2[\"a\"," + string.Concat(Enumerable.Repeat("{\"a\":", 64)) + "1" + new string('}', 64) + "]", ParseResult.TooDeep),
        ("0" + string.Concat(Enumerable.Repeat("{\"a\":", 65)) + "1" + new string('}', 65), ParseResult.TooDeep),
        ("3" + new string('[', 65) + new string(']', 65), ParseResult.TooDeep),
    ];

    public static TheoryData<string> Names => [.. Rows.Select(row => Printable(row.Wire))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Malformed_input_is_refused_for_its_reason(string name)
    {
        var (wire, expected) = Rows.Single(row => Printable(row.Wire) == name);

        PacketSnapshot.Read(wire).Result.ShouldBe(expected);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(129)]
    [InlineData(1000)]
    public void The_depth_limit_is_exact(int depth)
    {
        var limits = ProtocolLimits.Default with { MaxJsonDepth = depth };

        PacketSnapshot.Read("3" + Nested(depth), limits).Result.ShouldBe(ParseResult.Ok);
        PacketSnapshot.Read("3" + Nested(depth + 1), limits).Result.ShouldBe(ParseResult.TooDeep);

        static string Nested(int depth) => new string('[', depth) + new string(']', depth);
    }

    [Fact]
    public void Other_limits_are_exact()
    {
        var limits = new ProtocolLimits { MaxAttachments = 2, MaxNamespaceLength = 3, MaxAckId = 99 };

        PacketSnapshot.Read("52-/ab,99[\"x\"]", limits).Result.ShouldBe(ParseResult.Ok);
        PacketSnapshot.Read("52-/ab?query,99[\"x\"]", limits).Result.ShouldBe(ParseResult.Ok);
        PacketSnapshot.Read("53-/ab,99[\"x\"]", limits).Result.ShouldBe(ParseResult.TooManyAttachments);
        PacketSnapshot.Read("52-/abc,99[\"x\"]", limits).Result.ShouldBe(ParseResult.BadNamespace);
        PacketSnapshot.Read("52-/ab,100[\"x\"]", limits).Result.ShouldBe(ParseResult.BadAckId);
    }

    // Test names travel in XML, where control characters may not stand.
    private static string Printable(string wire)
    {
        var text = string.Concat(wire.Select(c => c is >= ' ' and <= '~' ? c.ToString() : $"<{(int)c:x}>"));
        return text.Length <= 80 ? text : $"{text[..60]}… ({text.Length})";
    }
}
