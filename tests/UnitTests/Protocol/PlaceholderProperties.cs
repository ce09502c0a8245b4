using System.Buffers;
using System.Text;
using System.Text.Json;
using Shouldly;
using SocketIoCompat.Protocol.SocketIO;
using SocketIoCompat.UnitTests.Protocol.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Protocol;

/// <summary>Compares the placeholder code with a walk over a parsed tree, written as socket.io-parser does it.</summary>
public sealed class PlaceholderProperties
{
    private static readonly ReadOnlyMemory<byte>[] Attachments = [new byte[] { 10 }, new byte[] { 11 }];

    [Fact]
    public void Placeholders_are_those_of_a_parsed_tree()
        => Properties.Hold(Generators.Json, json =>
        {
            var expected = new List<int>();
            using var document = JsonDocument.Parse(json);
            Collect(document.RootElement, expected);

            PlaceholderFinder.FindAll(Encoding.UTF8.GetBytes(json)).Select(p => p.Num).ShouldBe(expected);
            var enumerated = new List<Placeholder>();
            foreach (var placeholder in new PlaceholderEnumerator(Encoding.UTF8.GetBytes(json))) enumerated.Add(placeholder);
            enumerated.ShouldBe(PlaceholderFinder.FindAll(Encoding.UTF8.GetBytes(json)));
            Placeholders.AreWithin(Encoding.UTF8.GetBytes(json), 2).ShouldBe(expected.All(num => num is 0 or 1));
        }, maxTest: 1000);

    [Fact]
    public void A_copy_refers_to_the_same_attachments()
        => Properties.Hold(Generators.Json, json =>
        {
            var utf8 = Encoding.UTF8.GetBytes(json);
            var before = PlaceholderFinder.FindAll(utf8);
            var sink = new List<ReadOnlyMemory<byte>> { new byte[] { 1 } };
            var writer = new ArrayBufferWriter<byte>();

            Placeholders.CopyRenumbered(utf8, Attachments, sink, writer);

            var kept = before.Where(p => p.Num is 0 or 1).Select(p => (byte)(10 + p.Num)).ToArray();
            sink.Skip(1).Select(a => a.Span[0]).ShouldBe(kept);
            PlaceholderFinder.FindAll(writer.WrittenSpan).Select(p => p.Num).ShouldBe(Enumerable.Range(1, kept.Length));
            if (before.Count == 0) writer.WrittenSpan.SequenceEqual(utf8).ShouldBeTrue();
        }, maxTest: 1000);

    [Fact]
    public void Plain_placeholders_are_found_without_allocating()
    {
        var json = """["bin",{"_placeholder":true,"num":0},{"a":[{"_placeholder":true,"num":12}]},"num"]"""u8.ToArray();
        Placeholders.AreWithin(json, 13).ShouldBeTrue();

        var before = GC.GetAllocatedBytesForCurrentThread();
        var within = Placeholders.AreWithin(json, 12);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        within.ShouldBeFalse();
        allocated.ShouldBe(0);
    }

    private static void Collect(JsonElement element, List<int> found)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray()) Collect(item, found);
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            var isPlaceholder = false;
            var num = -1;
            foreach (var member in element.EnumerateObject())
            {
                // The parsed tree throws on names with lone surrogates; none of the two is one.
                var name = JsonName(member);
                if (name == "_placeholder") isPlaceholder = member.Value.ValueKind == JsonValueKind.True;
                if (name == "num") num = member.Value.ValueKind == JsonValueKind.Number && member.Value.GetDouble() is >= 0 and <= int.MaxValue and var n && n % 1 == 0 ? (int)n : -1;
            }

            if (isPlaceholder) found.Add(num);
            else foreach (var member in element.EnumerateObject()) Collect(member.Value, found);
        }
    }

    private static string JsonName(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }
}
