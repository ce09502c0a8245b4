using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using SocketIoCompat.Protocol;
using SocketIoCompat.Protocol.EngineIO;
using SocketIoCompat.Protocol.Json;
using SocketIoCompat.UnitTests.Protocol.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Protocol;

public sealed class TextProperties
{
    private static readonly JsonSerializerOptions Options = JavaScriptJson.Create();

    private static Gen<double> Doubles { get; } = Gen.OneOf(
        Gen.Choose(int.MinValue, int.MaxValue).Two().Select(p => BitConverter.Int64BitsToDouble(((long)p.Item1 << 32) | (uint)p.Item2)),
        Gen.Choose(-1000000, 1000000).Two().Select(p => p.Item1 / (double)(p.Item2 == 0 ? 1 : p.Item2)),
        Gen.Choose(-1000, 1000).Select(i => i / 100.0),
        Gen.Choose(-30, 30).Zip(Gen.Choose(1, 99999)).Select(p => p.Item2 * Math.Pow(10, p.Item1)));

    [Fact]
    public void Any_string_survives_writing_and_reading()
        => Properties.Hold(Generators.JavaScriptText, text =>
        {
            var writer = new ArrayBufferWriter<byte>();
            JavaScriptString.Write(writer, text);
            var json = writer.WrittenSpan.ToArray();

            var scanner = new JsonScanner(json, 1);
            scanner.TrySkipDocument().ShouldBeTrue();
            JavaScriptString.Unescape(json.AsSpan()[1..^1]).ShouldBe(text);
            JsonSerializer.SerializeToUtf8Bytes(text, Options).SequenceEqual(json).ShouldBeTrue();
            JsonSerializer.Deserialize<string>(json, Options).ShouldBe(text);
        });

    [Fact]
    public void UTF8_and_UTF16_unescape_alike()
        => Properties.Hold(Generators.JavaScriptText, text =>
        {
            // Everything as escapes: the longest detour there is.
            var escaped = Encoding.ASCII.GetBytes(string.Concat(text.Select(c => $"\\u{(int)c:X4}")));
            JavaScriptString.Unescape(escaped).ShouldBe(text);

            var wtf8 = JavaScriptString.UnescapeUtf8(escaped);
            if (!text.Any(char.IsSurrogate)) Encoding.UTF8.GetString(wtf8).ShouldBe(text);
            wtf8.Length.ShouldBe(text.EnumerateRunes().Sum(r => r.Utf8SequenceLength));
        });

    [Fact]
    public void The_encoder_does_not_mind_small_blocks()
        => Properties.Hold(
            from text in Generators.JavaScriptText from size in Gen.Choose(6, 12) select (text, size),
            input =>
            {
                var (text, size) = input;
                var encoder = JavaScriptTextEncoder.Instance;
                var chars = new StringBuilder();
                var block = new char[size];
                for (var rest = text.AsSpan(); !rest.IsEmpty;)
                {
                    var status = encoder.Encode(rest, block, out var consumed, out var written);
                    if (status != OperationStatus.Done) consumed.ShouldBeGreaterThan(0);
                    chars.Append(block, 0, written);
                    rest = rest[consumed..];
                }

                $"\"{chars}\"".ShouldBe(JsonSerializer.Serialize(text, Options));

                var utf8 = Encoding.UTF8.GetBytes(text);
                var bytes = new List<byte>();
                var byteBlock = new byte[size];
                for (ReadOnlySpan<byte> rest = utf8; !rest.IsEmpty;)
                {
                    var status = encoder.EncodeUtf8(rest, byteBlock, out var consumed, out var written);
                    if (status != OperationStatus.Done) consumed.ShouldBeGreaterThan(0);
                    System.Text.Unicode.Utf8.IsValid(byteBlock.AsSpan(0, written)).ShouldBeTrue();
                    bytes.AddRange(byteBlock.AsSpan(0, written));
                    rest = rest[consumed..];
                }

                JsonEncodedText.Encode(utf8, encoder).EncodedUtf8Bytes.SequenceEqual([.. bytes]).ShouldBeTrue();
            });

    [Fact]
    public void Numbers_keep_their_value_and_their_shortest_digits()
        => Properties.Hold(Doubles.Where(double.IsFinite), value =>
        {
            Span<byte> destination = stackalloc byte[JavaScriptNumber.MaxLength];
            var text = Encoding.ASCII.GetString(destination[..JavaScriptNumber.Format(value, destination)]);

            double.Parse(text, CultureInfo.InvariantCulture).ShouldBe(value);
            Digits(text).ShouldBe(Digits(value.ToString("R", CultureInfo.InvariantCulture)));
            var magnitude = Math.Abs(value);
            text.Contains('e').ShouldBe(magnitude is >= 1e21 or (> 0 and < 1e-6));

            static string Digits(string number) => number.Split('E', 'e')[0].Replace(".", "").Replace("-", "").Trim('0');
        }, maxTest: 3000);

    [Fact]
    public void Base64_is_read_with_and_without_padding()
        => Properties.Hold(Generators.Bytes, data =>
        {
            var writer = new ArrayBufferWriter<byte>();
            EnginePacketCodec.WriteBase64(writer, data);
            var base64 = writer.WrittenSpan[1..];
            var destination = new byte[EnginePacketCodec.GetMaxDecodedLength(base64)];

            EnginePacketCodec.TryDecodeBase64(base64, destination, out var written).ShouldBeTrue();
            destination.AsSpan(0, written).SequenceEqual(data).ShouldBeTrue();
            EnginePacketCodec.TryDecodeBase64(base64.TrimEnd((byte)'='), destination, out written).ShouldBeTrue();
            destination.AsSpan(0, written).SequenceEqual(data).ShouldBeTrue();
        });

    [Fact]
    public void Base64_that_is_accepted_is_what_Convert_accepts()
        => Properties.Hold(Gen.Elements("AQIDBAUGBwg+/="u8.ToArray()).ArrayOf(), text =>
        {
            var destination = new byte[EnginePacketCodec.GetMaxDecodedLength(text)];
            if (!EnginePacketCodec.TryDecodeBase64(text, destination, out var written)) return;

            var padded = Encoding.ASCII.GetString(text);
            Convert.FromBase64String(padded.PadRight((padded.Length + 3) / 4 * 4, '=')).ShouldBe(destination[..written]);
        }, maxTest: 2000);

    [Fact]
    public void Payloads_are_read_as_they_were_joined()
        => Properties.Hold(
            Gen.Elements("4hello", "2", "3probe", "bAQID", "4é😀", "4", "b", "42[\"a\",\"\\u001e\"]").NonEmptyListOf(),
            packets =>
            {
                var body = Encoding.UTF8.GetBytes(string.Join('\u001e', packets));
                var read = new List<string>();
                var reader = new PollingPayloadReader(body);
                while (reader.TryRead(out var packet, out var error))
                {
                    read.Add((packet.IsBinary ? "b" : $"{(int)packet.Type}") + Encoding.UTF8.GetString(packet.Data));
                    // Whoever stops here goes on with another reader.
                    reader = new PollingPayloadReader(body, reader.Consumed);
                    error.ShouldBe(ParseResult.Ok);
                }

                read.ShouldBe(packets);
                reader.Consumed.ShouldBe(body.Length);
            });

    [Fact]
    public void Payloads_of_anything_do_not_throw_or_allocate()
        => Properties.Hold(Gen.OneOf(Generators.Bytes, Generators.Tokens), body =>
        {
            Count(body);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var count = Count(body);
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
            count.ShouldBeLessThanOrEqualTo(body.Count(b => b == PollingPayloadReader.Separator) + 1);

            static int Count(byte[] body)
            {
                var reader = new PollingPayloadReader(body);
                var count = 0;
                while (reader.TryRead(out _, out _)) count++;
                return count;
            }
        }, maxTest: 1000);
}
