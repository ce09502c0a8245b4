using System.Buffers;
using System.Text;
using System.Text.Json;
using Shouldly;
using SocketIoCompat.Protocol.SocketIO;
using Xunit;

namespace SocketIoCompat.UnitTests.Protocol;

public sealed class PlaceholdersTests
{
    private static readonly ReadOnlyMemory<byte>[] Attachments = [new byte[] { 10 }, new byte[] { 11 }, new byte[] { 12 }];

    [Theory]
    [InlineData(0, """{"_placeholder":true,"num":0}""")]
    [InlineData(12, """{"_placeholder":true,"num":12}""")]
    public void A_placeholder_is_written(int num, string wire)
    {
        var writer = new ArrayBufferWriter<byte>();
        Placeholders.Write(writer, num);
        Encoding.UTF8.GetString(writer.WrittenSpan).ShouldBe(wire);
    }

    [Theory]
    [InlineData("""{"a":[1,"x"]}""", """{"a":[1,"x"]}""", "")]
    [InlineData("""{"_placeholder":true,"num":0}""", """{"_placeholder":true,"num":1}""", "10")]
    [InlineData("""[{"_placeholder":true,"num":2}, {"_placeholder":true,"num":0}]""", """[{"_placeholder":true,"num":1}, {"_placeholder":true,"num":2}]""", "12 10")]
    [InlineData("""[{"_placeholder":true,"num":1},{"_placeholder":true,"num":1}]""", """[{"_placeholder":true,"num":1},{"_placeholder":true,"num":2}]""", "11 11")]
    [InlineData("""{ "k" : { "num" : 1 , "_placeholder" : true } }""", """{ "k" : {"_placeholder":true,"num":1} }""", "11")]
    [InlineData("""{"\u005fplaceholder":true,"num":1}""", """{"_placeholder":true,"num":1}""", "11")]
    [InlineData("""[{"_placeholder":true,"num":3},"\ud800"]""", """[null,"\ud800"]""", "")]
    [InlineData("""{"_placeholder":true}""", "null", "")]
    [InlineData("""{"_placeholder":false,"num":0}""", """{"_placeholder":false,"num":0}""", "")]
    [InlineData("""{"_placeholder":true,"num":2,"in":{"_placeholder":true,"num":0}}""", """{"_placeholder":true,"num":1}""", "12")]
    public void Relayed_placeholders_get_new_numbers(string json, string expected, string taken)
    {
        var sink = new List<ReadOnlyMemory<byte>> { new byte[] { 1 } };
        var writer = new ArrayBufferWriter<byte>();

        Placeholders.CopyRenumbered(Encoding.UTF8.GetBytes(json), Attachments, sink, writer);

        Encoding.UTF8.GetString(writer.WrittenSpan).ShouldBe(expected);
        string.Join(' ', sink.Skip(1).Select(a => a.Span[0])).ShouldBe(taken);
    }

    [Theory]
    [InlineData("""{"_placeholder":true,"num":3}""", 3)]
    [InlineData("""{ "num":1e0, "x":[{}], "_placeholder":true }""", 1)]
    [InlineData("""{"\u005fplaceholder":true,"num":0}""", 0)]
    [InlineData("""{"_placeholder":true,"num":-1}""", -1)]
    [InlineData("""{"_placeholder":true}""", -1)]
    [InlineData("""{"_placeholder":false,"num":1}""", -1)]
    [InlineData("""{"_placeholder":[true],"num":1}""", -1)]
    [InlineData("{}", -1)]
    [InlineData("[true]", -1)]
    [InlineData("\"AQID\"", -1)]
    public void A_placeholder_is_read_from_a_reader(string json, int expected)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();

        var isPlaceholder = Placeholders.TryRead(ref reader, out var num);

        isPlaceholder.ShouldBe(expected >= 0);
        if (isPlaceholder)
        {
            num.ShouldBe(expected);
            reader.TokenType.ShouldBe(JsonTokenType.EndObject);
            reader.CurrentDepth.ShouldBe(0);
        }
        else
        {
            reader.TokenStartIndex.ShouldBe(0);
        }
    }

    [Theory]
    [InlineData("""["a",1]""", false)]
    [InlineData("""["\u00e9"]""", false)]
    [InlineData("""[{"a":"b"}]""", false)]
    [InlineData("""[{"_placeholder":true,"num":0}]""", true)]
    [InlineData("""[{"\u005fplaceholder":true,"num":0}]""", true)]
    public void The_quick_test_misses_none(string json, bool expected)
        => Placeholders.Contains(Encoding.UTF8.GetBytes(json)).ShouldBe(expected);
}
