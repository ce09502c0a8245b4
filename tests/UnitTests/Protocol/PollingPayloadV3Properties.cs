using FsCheck.Fluent;
using Shouldly;
using SocketIoCompat.Protocol;
using SocketIoCompat.Protocol.EngineIO;
using SocketIoCompat.UnitTests.Protocol.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Protocol;

public sealed class PollingPayloadV3Properties
{
    private static readonly FsCheck.Gen<string> Packet = Gen.OneOf(
        Generators.JavaScriptText.Select(text => "4" + new string([.. text.Where(c => !char.IsSurrogate(c))]) + "😀"),
        Gen.Elements("2", "3probe", "6", "1"),
        Generators.Bytes.Select(bytes => "#4:" + Convert.ToHexStringLower(bytes)));

    [Fact]
    public void Packets_are_read_as_they_were_written()
        => Properties.Hold(Packet.NonEmptyListOf(), packets =>
        {
            PayloadV3.Read(PayloadV3.Write(packets, isBinary: true), isBinary: true).Packets.ShouldBe(packets);
            PayloadV3.Read(PayloadV3.Write(packets, isBinary: false), isBinary: false).Packets.ShouldBe(packets.Select(p => p[0] == '#' ? 'b' + p[1..] : p));
        });

    [Fact]
    public void Anything_is_read_without_throwing_allocating_or_standing_still()
        => Properties.Hold(
            Gen.OneOf(
                Generators.Bytes,
                Generators.Tokens,
                Generators.Mutate(Packet.NonEmptyListOf().Select(packets => PayloadV3.Write(packets, isBinary: true))),
                Generators.Mutate(Packet.NonEmptyListOf().Select(packets => PayloadV3.Write(packets, isBinary: false)))),
            body =>
            {
                Count(body, isBinary: false);
                Count(body, isBinary: true);
                var before = GC.GetAllocatedBytesForCurrentThread();
                var count = Math.Max(Count(body, isBinary: false), Count(body, isBinary: true));
                var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                count.ShouldBeLessThanOrEqualTo(body.Length);
                allocated.ShouldBe(0);
            },
            maxTest: 1000);

    [Fact]
    public void A_form_is_decoded_in_place_without_throwing()
        => Properties.Hold(
            Gen.Elements("d=", "&", "%", "%41", "%zz", "+", "\\n", "\\\\n", "\\", "n", "é", "=", "d", "e=1").ArrayOf().Select(parts => System.Text.Encoding.UTF8.GetBytes(string.Concat(parts))),
            body =>
            {
                var form = body.ToArray();
                if (Jsonp.TryReadForm(form, out var payload))
                    form[payload].Length.ShouldBeLessThan(body.Length);
            },
            maxTest: 1000);

    private static int Count(byte[] body, bool isBinary)
    {
        var consumed = 0;
        var count = 0;
        while (isBinary
            ? PollingPayloadReaderV3.TryReadBinary(body, ref consumed, out _, out _)
            : PollingPayloadReaderV3.TryReadText(body, ref consumed, out _, out _))
        {
            count++;
        }

        return consumed <= body.Length ? count : int.MaxValue;
    }
}
