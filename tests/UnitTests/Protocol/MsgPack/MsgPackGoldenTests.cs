using SocketIoCompat.Protocol.SocketIO;

namespace SocketIoCompat.UnitTests.Protocol.MsgPack;

/// <summary>What notepack.io 2.2.0 and socket.io-msgpack-parser 3.0.2 wrote and read, byte for byte.</summary>
public sealed class MsgPackGoldenTests
{
    // Read one way and written the other.
    public static readonly TheoryData<string, string> BothWays = new()
    {
        { "0", "00" }, { "1", "01" }, { "127", "7f" }, { "128", "cc80" }, { "255", "ccff" }, { "256", "cd0100" }, { "65535", "cdffff" },
        { "65536", "ce00010000" }, { "4294967295", "ceffffffff" }, { "4294967296", "cf0000000100000000" }, { "9007199254740991", "cf001fffffffffffff" },
        { "9007199254740992", "cf0020000000000000" }, { "18446744073709550000", "cffffffffffffff800" },
        { "-1", "ff" }, { "-32", "e0" }, { "-33", "d0df" }, { "-128", "d080" }, { "-129", "d1ff7f" }, { "-32768", "d18000" }, { "-32769", "d2ffff7fff" },
        { "-2147483648", "d280000000" }, { "-2147483649", "d3ffffffff7fffffff" }, { "-9007199254740991", "d3ffe0000000000001" }, { "-9223372036854776000", "d38000000000000000" },
        { "0.1", "cb3fb999999999999a" }, { "-1.5", "cbbff8000000000000" }, { "1e-7", "cb3e7ad7f29abcaf48" }, { "5e-324", "cb0000000000000001" },
        { "1.7976931348623157e+308", "cb7fefffffffffffff" }, // ours: notepack writes 0 for whole numbers beyond 64 bits
        { "null", "c0" }, { "true", "c3" }, { "false", "c2" },
        { "\"\"", "a0" }, { "\"a\"", "a161" }, { "\"é€😀\"", "a9c3a9e282acf09f9880" }, { "\"\\u0000\\n\\\"\\\\\"", "a4000a225c" }, { "\"\u2028\"", "a3e280a8" },
        { "[]", "90" }, { "[1,\"a\",null]", "9301a161c0" }, { "[[],{}]", "929080" }, { "{}", "80" }, { "{\"a\":1}", "81a16101" },
        { "{\"\":{\"b\":[true]}}", "81a081a16291c3" }, { "{\"1\":2}", "81a13102" }, { "{\"\\n\":\"\\\"\"}", "81a10aa122" },
    };

    // Legal, though notepack writes them otherwise, or never.
    public static readonly TheoryData<string, string> ReadOnly = new()
    {
        { "ca3dcccccd", "0.10000000149011612" }, { "ca7fc00000", "null" }, { "cb7ff0000000000000", "null" }, { "cf0020000000000001", "9007199254740992" },
        { "cfffffffffffffffff", "18446744073709552000" }, { "d38000000000000001", "-9223372036854776000" }, { "d2ffffffff", "-1" }, { "d0ff", "-1" }, { "d1ffff", "-1" },
        { "d3ffffffffffffffff", "-1" }, { "cc05", "5" }, { "cd0005", "5" }, { "ce00000005", "5" }, { "cb4000000000000000", "2" }, { "cb8000000000000000", "0" },
        { "93d40000d4000001", "[null,null,1]" }, { "82a161d40000a16201", "{\"b\":1}" }, { "81a161d40000", "{}" }, { "8201a16101a162", "{\"1\":\"a\",\"1\":\"b\"}" },
        { "84010104ff02c003c2", "{\"1\":1,\"4\":-1,\"2\":null,\"3\":false}" }, { "83c001c302cb3ff800000000000003", "{\"null\":1,\"true\":2,\"1.5\":3}" },
        { "a1ff", "\"\ufffd\"" }, { "a3eda080", "\"\ufffd\ufffd\ufffd\"" }, { "a4f09f9841", "\"\ufffdA\"" }, { "a2220a", "\"\\\"\\n\"" },
        { "dc000101", "[1]" }, { "de0001a16105", "{\"a\":5}" }, { "dd00000000", "[]" }, { "df00000000", "{}" }, { "d900", "\"\"" }, { "da000161", "\"a\"" }, { "db0000000161", "\"a\"" },
        { "d7000000000000000000", "\"1970-01-01T00:00:00.000Z\"" }, { "d700ffffffffffffffff", "\"1969-12-31T23:59:59.999Z\"" }, { "d700001eb208c2dc0001", "null" },
    };

    public static readonly TheoryData<string, string> BinaryReadOnly = new()
    {
        { "c40101", "01" }, { "c50001aa", "aa" }, { "c600000001aa", "aa" }, { "c400", "" }, { "c70200aabb", "aabb" }, { "c8000100aa", "aa" }, { "c90000000100aa", "aa" }, { "c70000", "" },
    };

    public static readonly TheoryData<string, string, string> Extensions = new()
    {
        { "d40501", "5", "01" }, { "d5000102", "0", "0102" }, { "d7ff0102030405060708", "-1", "0102030405060708" }, { "c70201aabb", "1", "aabb" }, { "d60000000000", "0", "00000000" },
    };

    private const string Sid = "FILrEbXt6GLk3E13AAAC";

    // The bytes of wire §8.7 and others of the reference.
    public static readonly TheoryData<string, int, string, long, string, string> Packets = new()
    {
        { "83a47479706500a46461746182a3736964b4" + "46494c724562587436474c6b3345313341414143" + "a3706964d40000a36e7370a12f", 0, "/", -1, "{\"sid\":\"" + Sid + "\"}", "" },
        { "83a47479706500a46461746182a3736964a161a3706964a162a36e7370a62f61646d696e", 0, "/admin", -1, "{\"sid\":\"a\",\"pid\":\"b\"}", "" },
        { "82a47479706500a36e7370a12f", 0, "/", -1, "", "" },
        { "82a47479706501a36e7370a62f61646d696e", 1, "/admin", -1, "", "" },
        { "83a47479706502a46461746193a26869c402010281a161c0a36e7370a12f", 2, "/", -1, "[\"hi\",{\"_placeholder\":true,\"num\":0},{\"a\":null}]", "0102" },
        { "84a47479706502a46461746192a17101a2696400a36e7370a12f", 2, "/", 0, "[\"q\",1]", "" },
        { "84a2696403a47479706503a46461746192a26f6bc40105a36e7370a12f", 3, "/", 3, "[\"ok\",{\"_placeholder\":true,\"num\":0}]", "05" },
        { "83a47479706504a46461746181a76d657373616765a26e6fa36e7370a22f78", 4, "/x", -1, "{\"message\":\"no\"}", "" },
        { "83a47479706504a464617461a5706c61696ea36e7370a42f626164", 4, "/bad", -1, "\"plain\"", "" },
    };

    [Theory]
    [MemberData(nameof(BothWays))]
    public void A_value_is_written_and_read(string json, string wire)
    {
        MsgPackSamples.FromJson(json).ShouldBe(wire);
        MsgPackSamples.ToJson(wire).Json.ShouldBe(json);
    }

    [Theory]
    [MemberData(nameof(ReadOnly))]
    public void Other_forms_are_read(string wire, string json) => MsgPackSamples.ToJson(wire).Json.ShouldBe(json);

    [Theory]
    [MemberData(nameof(BinaryReadOnly))]
    public void Bytes_become_an_attachment(string wire, string bytes)
    {
        var (json, attachments) = MsgPackSamples.ToJson(wire);
        json.ShouldBe("{\"_placeholder\":true,\"num\":0}");
        Convert.ToHexStringLower(attachments.ShouldHaveSingleItem().Span).ShouldBe(bytes);
    }

    [Theory]
    [MemberData(nameof(Extensions))]
    public void Other_extensions_become_their_type_and_bytes(string wire, string type, string bytes)
    {
        var (json, attachments) = MsgPackSamples.ToJson(wire);
        json.ShouldBe($"[{type},{{\"_placeholder\":true,\"num\":0}}]");
        Convert.ToHexStringLower(attachments.ShouldHaveSingleItem().Span).ShouldBe(bytes);
    }

    [Theory]
    [MemberData(nameof(Packets))]
    public void A_packet_is_written_and_read(string wire, int type, string nsp, long id, string json, string attachment)
    {
        ReadOnlyMemory<byte>[] attachments = attachment.Length == 0 ? [] : [Convert.FromHexString(attachment)];
        MsgPackSamples.WritePacket((PacketType)type, nsp, id, json, attachments).ShouldBe(wire);
        MsgPackSamples.ReadPacket(Convert.FromHexString(wire)).ShouldBe($"{(PacketType)type} {nsp} #{id} {json} [{attachment}]");
    }

    [Theory]
    [InlineData(31, "bf")]
    [InlineData(32, "d920")]
    [InlineData(255, "d9ff")]
    [InlineData(256, "da0100")]
    [InlineData(65535, "daffff")]
    [InlineData(65536, "db00010000")]
    public void Heads_of_texts_are_the_shortest(int length, string head)
    {
        var plain = MsgPackSamples.FromJson($"\"{new string('x', length)}\"");
        plain.ShouldStartWith(head + "7878");
        MsgPackSamples.FromJson($"\"\\u0078{new string('x', length - 1)}\"").ShouldBe(plain);
        MsgPackSamples.ToJson(plain).Json.Length.ShouldBe(length + 2);
    }

    [Theory]
    [InlineData(15, "9f", "8f")]
    [InlineData(16, "dc0010", "de0010")]
    [InlineData(65535, "dcffff", "deffff")]
    [InlineData(65536, "dd00010000", "df00010000")]
    public void Heads_of_arrays_and_maps_are_the_shortest(int count, string array, string map)
    {
        var arrayJson = $"[[{string.Join(',', Enumerable.Repeat("1", count))}],2]";
        var mapJson = $"[{{{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"{i}\":1"))}}},2]";
        MsgPackSamples.FromJson(arrayJson).ShouldStartWith("92" + array + "01");
        MsgPackSamples.FromJson(mapJson).ShouldStartWith("92" + map + "a130");
        MsgPackSamples.ToJson(MsgPackSamples.FromJson(arrayJson)).Json.ShouldBe(arrayJson);
        MsgPackSamples.ToJson(MsgPackSamples.FromJson(mapJson)).Json.ShouldBe(mapJson);
    }

    [Theory]
    [InlineData(0, "c400")]
    [InlineData(255, "c4ff")]
    [InlineData(256, "c50100")]
    [InlineData(65536, "c600010000")]
    public void Heads_of_bytes_are_the_shortest(int length, string head) =>
        MsgPackSamples.FromJson("{\"_placeholder\":true,\"num\":0}", new byte[length]).ShouldBe(head + new string('0', 2 * length));

    [Fact]
    public void Half_a_surrogate_pair_is_written_as_a_replacement() =>
        MsgPackSamples.FromJson("\"\\ud800\\ud83d\\ude00\\udc00\"").ShouldBe("aa" + "efbfbd" + "f09f9880" + "efbfbd");

    [Fact]
    public void A_placeholder_without_attachment_is_an_object() =>
        MsgPackSamples.FromJson("[{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]", new byte[] { 7 })
            .ShouldBe("92c40107" + "82ac5f706c616365686f6c646572c3a36e756d01");

    [Theory]
    [InlineData(1709208000001, "\"2024-02-29T12:00:00.001Z\"")]
    [InlineData(951782400000, "\"2000-02-29T00:00:00.000Z\"")]
    [InlineData(-2203891200000, "\"1900-03-01T00:00:00.000Z\"")]
    [InlineData(-11676096000000, "\"1600-01-01T00:00:00.000Z\"")]
    [InlineData(-62167219200000, "\"0000-01-01T00:00:00.000Z\"")]
    [InlineData(-62167219200001, "\"-000001-12-31T23:59:59.999Z\"")]
    [InlineData(253402300799999, "\"9999-12-31T23:59:59.999Z\"")]
    [InlineData(253402300800000, "\"+010000-01-01T00:00:00.000Z\"")]
    [InlineData(8640000000000000, "\"+275760-09-13T00:00:00.000Z\"")]
    [InlineData(-8640000000000000, "\"-271821-04-20T00:00:00.000Z\"")]
    [InlineData(-8640000000000001, "null")]
    [InlineData(long.MinValue, "null")]
    public void Dates_are_written_as_JavaScript_does(long milliseconds, string json) =>
        MsgPackSamples.ToJson("d700" + milliseconds.ToString("x16", null)).Json.ShouldBe(json);
}
