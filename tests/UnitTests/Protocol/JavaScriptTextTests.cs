using System.Buffers;
using System.Text;
using System.Text.Json;
using Shouldly;
using SocketIoCompat.Protocol.Json;
using Xunit;

namespace SocketIoCompat.UnitTests.Protocol;

public sealed class JavaScriptTextTests
{
    private static readonly JsonSerializerOptions Options = JavaScriptJson.Create();

    // (text, as JSON.stringify writes it)
    private static readonly (string Text, string Json)[] Rows =
    [
        ("", "\"\""),
        ("hello", "\"hello\""),
        ("\"\\/", "\"\\\"\\\\/\""),
        ("\b\t\n\f\r", "\"\\b\\t\\n\\f\\r\""),
        ("\0\u0001\u000b\u001f", "\"\\u0000\\u0001\\u000b\\u001f\""),
        ("\u007f\u0080\u2028\u2029\ufeff\uffff", "\"\u007f\u0080\u2028\u2029\ufeff\uffff\""),
        ("<a href='&'>+</a>`", "\"<a href='&'>+</a>`\""),
        ("é😀", "\"é😀\""),
        ("\ud800", "\"\\ud800\""),
        ("\udfff", "\"\\udfff\""),
        ("\udc00\ud800", "\"\\udc00\\ud800\""),
        ("\ud800😀\udbff", "\"\\ud800😀\\udbff\""),
        ("a\ud83dz", "\"a\\ud83dz\""),
        (new string('x', 127) + "😀\ud800", "\"" + new string('x', 127) + "😀\\ud800\""),
        (new string('x', 127) + "\ud83d", "\"" + new string('x', 127) + "\\ud83d\""),
        (new string('x', 128), "\"" + new string('x', 128) + "\""),
        (new string('\0', 400), "\"" + string.Concat(Enumerable.Repeat("\\u0000", 400)) + "\""),
        (string.Concat(Enumerable.Repeat("😀", 200)), "\"" + string.Concat(Enumerable.Repeat("😀", 200)) + "\""),
        (new string('x', 300) + "\n" + new string('é', 300), "\"" + new string('x', 300) + "\\n" + new string('é', 300) + "\""),
    ];

    public static TheoryData<int> Indices => [.. Enumerable.Range(0, Rows.Length)];

    [Theory]
    [MemberData(nameof(Indices))]
    public void Strings_are_written_and_read_as_JavaScript_does(int index)
    {
        var (text, json) = Rows[index];
        var utf8 = Encoding.UTF8.GetBytes(json);
        var writer = new ArrayBufferWriter<byte>();

        JavaScriptString.Write(writer, text);

        writer.WrittenSpan.SequenceEqual(utf8).ShouldBeTrue();
        JavaScriptString.Unescape(utf8.AsSpan()[1..^1]).ShouldBe(text);
        JsonSerializer.SerializeToUtf8Bytes(text, Options).SequenceEqual(utf8).ShouldBeTrue();
        JsonSerializer.Deserialize<string>(utf8, Options).ShouldBe(text);
    }

    [Theory]
    [MemberData(nameof(Indices))]
    public void Names_of_members_are_too_as_far_as_the_serializer_lets_them(int index)
    {
        var (text, json) = Rows[index];
        var map = new Dictionary<string, int> { [text] = 1 };

        JsonSerializer.Serialize(map, Options).ShouldBe($"{{{json}:1}}");
        if (HasLoneSurrogate(text))
            Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Dictionary<string, int>>($"{{{json}:1}}", Options));
        else
            JsonSerializer.Deserialize<Dictionary<string, int>>($"{{{json}:1}}", Options)!.Single().Key.ShouldBe(text);
    }

    [Fact]
    public void A_string_in_pieces_is_read()
    {
        var json = "\"a\\ud800b\\u00e9\""u8.ToArray();
        for (var at = 0; at <= json.Length; at++)
        {
            var reader = new Utf8JsonReader(Segments.Of(json[..at], json[at..]));
            JsonSerializer.Deserialize<string>(ref reader, Options).ShouldBe("a\ud800bé");
        }
    }

    [Fact]
    public void Every_escape_is_read_in_either_case()
        => JavaScriptString.Unescape("""\"\\\/\b\f\n\r\t\u00E9\u00e9\uD83D\ude00"""u8).ShouldBe("\"\\/\b\f\n\r\téé😀");

    [Theory]
    [InlineData("\\ud83d\\ude00", "f09f9880")]
    [InlineData("\\ud83d", "eda0bd")]
    [InlineData("\\ude00\\ud83d", "edb880eda0bd")]
    [InlineData("\\ud83d\\n", "eda0bd0a")]
    [InlineData("\\ud83d\\u0041", "eda0bd41")]
    [InlineData("a\\u0000é", "6100c3a9")]
    public void UTF8_keeps_lone_surrogates_apart(string escaped, string hex)
        => Convert.ToHexStringLower(JavaScriptString.UnescapeUtf8(Encoding.UTF8.GetBytes(escaped))).ShouldBe(hex);

    [Fact]
    public void Every_unit_is_looked_at_wherever_it_stands()
    {
        char[] escaped = [.. Enumerable.Range(0, 0x20).Select(c => (char)c), '"', '\\', '\ud800', '\udbff', '\udc00', '\udfff'];
        char[] plain = [' ', '!', '#', '[', ']', '\u007f', '\u0080', '\u2028', '\ud7ff', '\ue000', '\uffff'];
        for (var length = 1; length <= 40; length++)
        {
            for (var at = 0; at < length; at++)
            {
                var text = new string('x', length).ToCharArray();
                foreach (var c in escaped.Concat(plain))
                {
                    text[at] = c;
                    JavaScriptTextEncoder.FindFirst(text).ShouldBe(escaped.Contains(c) ? at : -1);
                }
            }
        }
    }

    [Fact]
    public void Half_a_character_at_the_end_of_a_block_waits_for_the_next()
    {
        var destination = new char[20];
        var encoder = JavaScriptTextEncoder.Instance;

        var status = encoder.Encode("ab\ud83d", destination, out var consumed, out var written, isFinalBlock: false);
        (status, consumed, new string(destination, 0, written)).ShouldBe((OperationStatus.NeedMoreData, 2, "ab"));

        status = encoder.Encode("ab\udc00", destination, out consumed, out written, isFinalBlock: false);
        (status, consumed, new string(destination, 0, written)).ShouldBe((OperationStatus.Done, 3, "ab\\udc00"));
    }

    [Fact]
    public void Options_are_the_web_defaults()
    {
        JsonSerializer.Serialize(new Sample("é<", null, double.NaN, 0.1f), Options).ShouldBe("""{"firstName":"é<","other":null,"ratio":null,"part":0.1}""");
        JsonSerializer.Deserialize<Sample>("""{"FIRSTNAME":"x","ratio":"1.5","part":"2"}""", Options).ShouldBe(new Sample("x", null, 1.5, 2f));
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Sample>("""{"ratio":"x"}""", Options));
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Sample>("""{"ratio":"Infinity"}""", Options));
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Sample>("""{"ratio":null}""", Options));
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Sample>("""{"firstName":7}""", Options));
    }

    private static bool HasLoneSurrogate(string text) => text.EnumerateRunes().Any(r => r == Rune.ReplacementChar);

    private sealed record Sample(string? FirstName, string? Other, double Ratio, float Part);

    private sealed class Segments : ReadOnlySequenceSegment<byte>
    {
        public static ReadOnlySequence<byte> Of(byte[] first, byte[] second)
        {
            var tail = new Segments { Memory = second, RunningIndex = first.Length };
            var head = new Segments { Memory = first, Next = tail };
            return new ReadOnlySequence<byte>(head, 0, tail, second.Length);
        }
    }
}
