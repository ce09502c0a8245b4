using System.IO.Compression;
using System.Text;
using FsCheck.Fluent;
using Shouldly;
using SocketIoCompat.Protocol.WebSockets;
using SocketIoCompat.UnitTests.Protocol.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Protocol;

public sealed class DeflateTests
{
    private const int Limit = 100_000;

    private static readonly string Json = string.Concat(Enumerable.Range(0, 300).Select(i => $"{{\"id\":{i},\"name\":\"user {i * 7919 % 1000}\"}},"));

    [Theory]
    [InlineData("f248cdc9c90700", "Hello")] // RFC 7692, 7.2.3.1: one block
    [InlineData("000500faff48656c6c6f00", "Hello")] // 7.2.3.3: not compressed
    [InlineData("f348cdc9c9070000", "Hello")] // 7.2.3.4: the last block of its stream
    [InlineData("f348cdc9c90700", "Hello")]
    [InlineData("f24805000000ffffcac9c90700", "Hello")] // 7.2.3.5: two blocks
    [InlineData("00", "")] // 7.2.3.6
    [InlineData("", "")]
    public void Messages_of_the_rfc_are_inflated(string compressed, string text)
    {
        using var inflater = new MessageInflater();
        inflater.Inflate(Convert.FromHexString(compressed), Limit).ShouldBe(WebSocketCloseCode.None);
        Encoding.UTF8.GetString(inflater.Message).ShouldBe(text);
    }

    [Theory]
    [InlineData("ffffff")] // a type of block that does not exist
    [InlineData("f248")] // cut short
    [InlineData("f248cdc9c9070000")] // more after the end
    [InlineData("02")]
    [InlineData("f20013")]
    [InlineData("f200110000")] // refers back to the message before, which is not there
    public void What_is_no_compressed_message_is_refused(string compressed)
    {
        using var inflater = new MessageInflater();
        inflater.Inflate(Convert.FromHexString("f248cdc9c90700"), Limit).ShouldBe(WebSocketCloseCode.None);
        inflater.Inflate(Convert.FromHexString(compressed), Limit).ShouldBe(WebSocketCloseCode.InvalidPayload);
        inflater.Inflate(Convert.FromHexString("f248cdc9c90700"), Limit).ShouldBe(WebSocketCloseCode.None);
    }

    [Fact]
    public void Hello_is_deflated_as_in_the_rfc_and_each_time_alike()
    {
        using var deflater = new MessageDeflater(CompressionLevel.Optimal);
        for (var i = 0; i < 2; i++)
            Convert.ToHexStringLower(deflater.Deflate("Hello"u8)).ShouldBe("f248cdc9c90700");
    }

    [Fact]
    public void A_kept_context_makes_the_second_message_shorter_as_in_the_rfc()
    {
        using var deflater = new MessageDeflater(CompressionLevel.Optimal, keepsContext: true);
        using var inflater = new MessageInflater(keepsContext: true);
        foreach (var expected in (string[])["f248cdc9c90700", "f200110000"])
        {
            Convert.ToHexStringLower(deflater.Deflate("Hello"u8)).ShouldBe(expected);
            inflater.Inflate(Convert.FromHexString(expected), Limit).ShouldBe(WebSocketCloseCode.None);
            inflater.Message.SequenceEqual("Hello"u8).ShouldBeTrue();
        }
    }

    [Fact]
    public void A_stream_that_the_peer_ends_begins_anew()
    {
        using var inflater = new MessageInflater(keepsContext: true);
        foreach (var message in (string[])["f248cdc9c90700", "f348cdc9c9070000", "f248cdc9c90700"])
        {
            inflater.Inflate(Convert.FromHexString(message), Limit).ShouldBe(WebSocketCloseCode.None);
            inflater.Message.SequenceEqual("Hello"u8).ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Messages_of_any_length_come_back(bool keepsContext)
    {
        var random = new Random(7692);
        foreach (var level in (CompressionLevel[])[CompressionLevel.Fastest, CompressionLevel.Optimal, CompressionLevel.SmallestSize])
        {
            using var deflater = new MessageDeflater(level, keepsContext);
            using var inflater = new MessageInflater(keepsContext);
            foreach (var length in (int[])[1, 2, 100, 4095, 4096, 4097, 8191, 8192, 8193, 16384, 32768, 65535, 65536, Limit, .. Enumerable.Range(0, 200).Select(_ => random.Next(1, 20_000))])
            {
                var data = new byte[length];
                if (length % 2 == 0) random.NextBytes(data);
                else Encoding.UTF8.GetBytes(Json).AsSpan(0, Math.Min(length, Json.Length)).CopyTo(data);
                inflater.Inflate(deflater.Deflate(data), Limit).ShouldBe(WebSocketCloseCode.None);
                inflater.Message.SequenceEqual(data).ShouldBeTrue($"length {length} at {level}");
            }
        }
    }

    [Fact]
    public void Anything_at_all_is_inflated_or_refused() => Properties.Hold(
        Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf(),
        input =>
        {
            foreach (var keepsContext in (bool[])[false, true])
            {
                using var inflater = new MessageInflater(keepsContext);
                inflater.Inflate(input, 1000).ShouldBeOneOf(WebSocketCloseCode.None, WebSocketCloseCode.InvalidPayload, WebSocketCloseCode.MessageTooBig);
                inflater.Message.Length.ShouldBeLessThanOrEqualTo(1001);
                inflater.Inflate(Convert.FromHexString("f248cdc9c90700"), 5);
            }
        });

    [Fact]
    public void A_bomb_is_refused_before_it_takes_more_than_the_limit()
    {
        var bomb = Deflated.Message(new byte[64 * 1024 * 1024]);
        bomb.Length.ShouldBeLessThan(100_000);
        using var inflater = new MessageInflater();
        inflater.Inflate(bomb, Limit).ShouldBe(WebSocketCloseCode.MessageTooBig);
        inflater.BufferedCapacity.ShouldBeLessThan(2 * Limit);
        inflater.Release();
        inflater.BufferedCapacity.ShouldBe(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(4095)]
    [InlineData(4096)]
    public void The_limit_is_exact(int aroundChunk)
    {
        var length = 4096 + aroundChunk;
        var message = Deflated.Message(new byte[length]);
        using var inflater = new MessageInflater();
        inflater.Inflate(message, length).ShouldBe(WebSocketCloseCode.None);
        inflater.Message.Length.ShouldBe(length);
        inflater.Inflate(message, length - 1).ShouldBe(WebSocketCloseCode.MessageTooBig);
        inflater.Inflate(message, int.MaxValue).ShouldBe(WebSocketCloseCode.None);
    }

    [Fact]
    public void Frames_are_compressed_where_it_is_worth_it()
    {
        var random = new byte[3000];
        new Random(1).NextBytes(random);
        var plain = new FrameBuffer();
        FrameWriter.WriteFrame(plain, WebSocketOpcode.Text, "4short"u8);
        FrameWriter.WriteFrame(plain, WebSocketOpcode.Text, Encoding.UTF8.GetBytes(Json));
        FrameWriter.WriteFrame(plain, WebSocketOpcode.Binary, random);
        FrameWriter.WriteFrame(plain, WebSocketOpcode.Binary, new byte[70_000]);
        FrameWriter.WriteFrame(plain, WebSocketOpcode.Binary, default);

        Rewrite(keepsContext: false, threshold: 1024).ShouldBe([("81", 6), ("c1", Json.Length), ("82", 3000), ("c2", 70_000), ("82", 0)]);
        Rewrite(keepsContext: true, threshold: 0).ShouldBe([("c1", 6), ("c1", Json.Length), ("c2", 3000), ("c2", 70_000), ("82", 0)]);

        (string First, int Length)[] Rewrite(bool keepsContext, int threshold)
        {
            using var deflater = new MessageDeflater(CompressionLevel.Optimal, keepsContext);
            var output = new FrameBuffer();
            FrameDeflater.Write(output, plain.Written, deflater, threshold).ShouldBe(output.Written.Length);
            return Describe(output.Written.ToArray(), keepsContext);
        }
    }

    /// <summary>The first byte of each frame, and the length of what it holds when it is inflated.</summary>
    private static (string First, int Length)[] Describe(byte[] frames, bool keepsContext)
    {
        var described = new List<(string, int)>();
        var compressed = new List<byte[]>();
        var seen = 0;
        for (var at = 0; at < frames.Length;)
        {
            var (head, length) = frames[at + 1] switch
            {
                126 => (4, (frames[at + 2] << 8) | frames[at + 3]),
                127 => (10, (frames[at + 7] << 16) | (frames[at + 8] << 8) | frames[at + 9]),
                var small => (2, small),
            };
            var payload = frames[(at + head)..(at + head + length)];
            if ((frames[at] & 0x40) != 0)
            {
                if (!keepsContext) compressed.Clear();
                compressed.Add(payload);
                var total = Deflated.Inflate([.. compressed]).Length;
                length = keepsContext ? total - seen : total;
                seen = total;
            }

            described.Add((frames[at].ToString("x2", System.Globalization.CultureInfo.InvariantCulture), length));
            at += head + payload.Length;
        }

        return [.. described];
    }
}
