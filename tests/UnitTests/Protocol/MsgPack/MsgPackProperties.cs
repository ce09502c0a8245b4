using System.Buffers;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using SocketIoCompat.Protocol;
using SocketIoCompat.Protocol.MsgPack;
using SocketIoCompat.Protocol.SocketIO;
using SocketIoCompat.UnitTests.Protocol.Support;

namespace SocketIoCompat.UnitTests.Protocol.MsgPack;

public sealed class MsgPackProperties
{
    private static Gen<byte[]> Messages { get; } =
        from type in Gen.Elements(PacketType.Event, PacketType.Ack)
        from nsp in Gen.Elements("/", "/admin", "/é")
        from id in Gen.Elements(-1L, 0L, 300L, (1L << 53) - 1)
        from arguments in Generators.JsonArguments
        from attachments in Gen.Choose(0, 3)
        select Convert.FromHexString(MsgPackSamples.WritePacket(
            type, nsp, id, $"[{string.Join(',', ((string[])["\"name\"", arguments]).Where(part => part.Length > 0))}]", [.. Enumerable.Repeat<ReadOnlyMemory<byte>>(new byte[] { 1, 2 }, attachments)]));

    [Fact]
    public void Json_comes_back_as_the_same_value()
        => Properties.Hold(Generators.Json, json =>
        {
            var back = MsgPackSamples.ToJson(MsgPackSamples.FromJson(json)).Json;
            // Half a surrogate pair has no place in UTF-8.
            using var expected = JsonDocument.Parse(json.Replace("\\ud800", "\ufffd", StringComparison.Ordinal));
            using var actual = JsonDocument.Parse(back);
            ShouldBeSame(expected.RootElement, actual.RootElement);
            MsgPackSamples.FromJson(back).ShouldBe(MsgPackSamples.FromJson(json));
        }, maxTest: 1000);

    [Fact]
    public void Any_text_comes_back()
        => Properties.Hold(Generators.JavaScriptText, text =>
        {
            var utf8 = Encoding.UTF8.GetBytes(text); // with replacements for half pairs
            var writer = new MsgPackWriter();
            writer.WriteString(utf8);
            var (json, _) = MsgPackSamples.ToJson(Convert.ToHexString(writer.Written));
            JsonSerializer.Deserialize<string>(json).ShouldBe(Encoding.UTF8.GetString(utf8));
        });

    [Fact]
    public void Any_bytes_as_a_text_are_read_as_TextDecoder_does()
        => Properties.Hold(Generators.Bytes, bytes =>
        {
            var writer = new MsgPackWriter();
            writer.WriteString(bytes);
            var (json, _) = MsgPackSamples.ToJson(Convert.ToHexString(writer.Written));
            JsonSerializer.Deserialize<string>(json).ShouldBe(Encoding.UTF8.GetString(bytes));
        });

    [Fact]
    public void Any_double_comes_back()
        => Properties.Hold(ArbMap.Default.GeneratorFor<double>(), value =>
        {
            var writer = new MsgPackWriter();
            writer.WriteNumber(value);
            var reader = new MsgPackReader(writer.Written);
            reader.TryRead(out var token).ShouldBeTrue();
            reader.IsAtEnd.ShouldBeTrue();
            token.Number.Equals(value == 0 ? 0 : value).ShouldBeTrue($"{value:R}");
        }, maxTest: 1000);

    [Fact]
    public void A_skipped_value_ends_where_a_read_one_does()
        => Properties.Hold(Generators.Mutate(Generators.Json.Select(json => Convert.FromHexString(MsgPackSamples.FromJson(json)))), input =>
        {
            var json = new ArrayBufferWriter<byte>();
            var reader = new MsgPackReader(input);
            var isRead = reader.TryRead(out var token)
                && new MsgPackToJson(json, [], ProtocolLimits.Default).TryWrite(ref reader, token) == ParseResult.Ok;
            var skipper = new MsgPackReader(input);
            var isSkipped = skipper.TrySkip();
            if (isRead)
                (isSkipped, skipper.IsAtEnd).ShouldBe((true, reader.IsAtEnd));
        }, maxTest: 2000);

    [Fact]
    public void Nothing_throws_what_is_accepted_is_JSON_and_memory_follows_the_input()
    {
        var json = new ArrayBufferWriter<byte>(1 << 20);
        var attachments = new List<ReadOnlyMemory<byte>>(ProtocolLimits.Default.MaxBinaryValues);
        Properties.Hold(
            Gen.OneOf(Generators.Bytes, Messages, Generators.Mutate(Messages)),
            input =>
            {
                Read(input);
                var before = GC.GetAllocatedBytesForCurrentThread();
                var result = Read(input);
                var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

                // Each binary value costs an array, a namespace that is no UTF-8 its repaired form.
                allocated.ShouldBeLessThanOrEqualTo((4L * input.Length) + (40L * attachments.Count) + 200);
                // All that grows: a control character of one byte is six in JSON, a placeholder stands for two bytes.
                json.WrittenCount.ShouldBeLessThanOrEqualTo((6 * input.Length) + (40 * attachments.Count));
                if (result == ParseResult.Ok && json.WrittenCount > 0)
                    new SocketIoCompat.Protocol.Json.JsonScanner(json.WrittenSpan, 64).TrySkipDocument().ShouldBeTrue();
            },
            maxTest: 3000);

        ParseResult Read(byte[] input)
        {
            json.ResetWrittenCount();
            attachments.Clear();
            return MsgPackPacket.TryRead(input, ProtocolLimits.Default, json, attachments, out _);
        }
    }

    private static void ShouldBeSame(JsonElement expected, JsonElement actual)
    {
        actual.ValueKind.ShouldBe(expected.ValueKind);
        switch (expected.ValueKind)
        {
            case JsonValueKind.Array:
                actual.GetArrayLength().ShouldBe(expected.GetArrayLength());
                foreach (var (one, other) in expected.EnumerateArray().Zip(actual.EnumerateArray())) ShouldBeSame(one, other);
                break;
            case JsonValueKind.Object:
                actual.EnumerateObject().Select(member => member.Name).ShouldBe(expected.EnumerateObject().Select(member => member.Name));
                foreach (var (one, other) in expected.EnumerateObject().Zip(actual.EnumerateObject())) ShouldBeSame(one.Value, other.Value);
                break;
            case JsonValueKind.Number:
                actual.GetDouble().ShouldBe(expected.GetDouble());
                break;
            case JsonValueKind.String:
                actual.GetString().ShouldBe(expected.GetString());
                break;
        }
    }
}
