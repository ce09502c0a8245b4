using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using SocketIoCompat.Protocol;
using SocketIoCompat.Protocol.Json;
using SocketIoCompat.Protocol.SocketIO;
using SocketIoCompat.UnitTests.Protocol.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Protocol;

public sealed class PacketProperties
{
    private static Gen<PacketSnapshot> Packets { get; } =
        from type in Gen.Elements(PacketType.Event, PacketType.Ack, PacketType.BinaryEvent, PacketType.BinaryAck)
        from attachments in Gen.Choose(0, 10)
        from nsp in Gen.Elements("/", "/admin", "/é", "/a/b", "/0")
        from ackId in Gen.OneOf(Gen.Constant(-1L), Gen.Choose(0, 1000).Select(i => (long)i), Gen.Constant((1L << 53) - 1))
        from name in Gen.Elements("echo", "", "é", "a b", "connected")
        from arguments in Generators.Json.ArrayOf()
        let isEvent = type is PacketType.Event or PacketType.BinaryEvent
        select new PacketSnapshot(type, nsp, ackId, Array(isEvent ? [$"\"{name}\"", .. arguments] : arguments), type >= PacketType.BinaryEvent ? attachments : 0)
        {
            Event = isEvent ? name : null,
            Arguments = arguments,
        };

    [Fact]
    public void What_is_written_is_read()
        => Properties.Hold(Packets, packet => PacketSnapshot.Read(packet.Write()).ShouldBe((ParseResult.Ok, packet)));

    [Fact]
    public void Nothing_throws_and_nothing_allocates_beyond_the_name()
        => Properties.Hold(
            Gen.OneOf(Generators.Bytes, Generators.Tokens, Generators.Mutate(Packets.Select(p => p.Write()))),
            input =>
            {
                PacketReader.TryRead(input, ProtocolLimits.Default, out _);
                var before = GC.GetAllocatedBytesForCurrentThread();
                PacketReader.TryRead(input, ProtocolLimits.Default, out _);
                // An escaped name costs a buffer of its length, and its copy when it has become shorter.
                (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThanOrEqualTo((2 * input.Length) + 100);
            },
            maxTest: 2000);

    [Fact]
    public void Assemblers_take_what_the_reader_accepts_without_throwing()
        => Properties.Hold(
            Gen.OneOf(Generators.Tokens, Generators.Mutate(Packets.Select(p => p.Write()))),
            input =>
            {
                if (PacketReader.TryRead(input, ProtocolLimits.Default, out var packet) != ParseResult.Ok) return;
                var assembler = new AttachmentAssembler(ProtocolLimits.Default);
                var result = assembler.Begin(input, packet);
                assembler.IsPending.ShouldBe(result == ParseResult.Ok && packet.Attachments > 0);
                for (var i = 1; assembler.IsPending; i++)
                {
                    assembler.Add([1], out var complete).ShouldBe(ParseResult.Ok);
                    complete.ShouldBe(i == packet.Attachments);
                }
            },
            maxTest: 1000);

    [Fact]
    public void The_scanner_accepts_what_the_frameworks_reader_accepts()
        => Properties.Hold(
            Gen.OneOf(Generators.Mutate(Generators.Json), Generators.Tokens, Generators.Bytes.Where(b => b.All(c => c < 0x80))),
            input =>
            {
                var scanner = new JsonScanner(input, 64);
                scanner.TrySkipDocument().ShouldBe(IsJson(input), Encoding.UTF8.GetString(input));
            },
            maxTest: 3000);

    [Fact]
    public void Depth_is_counted_as_by_the_frameworks_reader()
        => Properties.Hold(
            from json in Generators.Json from depth in Gen.Choose(1, 5) select (Encoding.UTF8.GetBytes(json), depth),
            input =>
            {
                var (json, depth) = input;
                var scanner = new JsonScanner(json, depth);
                var accepted = scanner.TrySkipDocument();
                accepted.ShouldBe(IsJson(json, depth));
                scanner.Error.ShouldBe(accepted ? ParseResult.Ok : ParseResult.TooDeep);
            });

    [Fact]
    public void Elements_are_those_of_the_frameworks_parser()
        => Properties.Hold(Generators.Json.ArrayOf().Select(Array), json =>
        {
            var payload = Encoding.UTF8.GetBytes(json);
            using var document = JsonDocument.Parse(payload);
            var expected = document.RootElement.EnumerateArray().Select(e => e.GetRawText()).ToArray();

            var ranges = ArgumentRanges.Read(payload, skipFirst: false);

            var all = new ArgumentRange[ranges.Count];
            ranges.CopyTo(payload, all);
            all.Select(r => Encoding.UTF8.GetString(payload, r.Start, r.Length)).ShouldBe(expected);
            Enumerable.Range(0, ranges.Count).Select(i => Encoding.UTF8.GetString(ranges.Get(payload, i))).ShouldBe(expected);
        });

    private static bool IsJson(byte[] input, int maxDepth = 64)
    {
        try
        {
            var reader = new Utf8JsonReader(input, new JsonReaderOptions { MaxDepth = maxDepth });
            while (reader.Read())
            {
            }

            return reader.BytesConsumed == input.Length && input.Length > 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Array(IEnumerable<string> elements) => "[" + string.Join(',', elements) + "]";
}
