using System.Text;
using Shouldly;
using SocketIoCompat.Protocol.SocketIO;
using Xunit;

namespace SocketIoCompat.UnitTests.Protocol;

public sealed class ArgumentRangesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(40)]
    public void Arguments_are_found_again_in_a_copy_of_the_payload(int count)
    {
        var values = Enumerable.Range(0, count).Select(i => i % 2 == 0 ? $"{i}" : $"{{\"k\":[{i}, \"],\"]}}").ToArray();
        var payload = Encoding.UTF8.GetBytes("[\"name\"" + string.Concat(values.Select(v => $" ,\n{v}")) + " ]");

        var ranges = ArgumentRanges.Read(payload, skipFirst: true);

        ranges.Count.ShouldBe(count);
        Enumerable.Range(0, count).Select(i => Encoding.UTF8.GetString(ranges.Get(payload, i))).ShouldBe(values);
        var all = new ArgumentRange[count];
        ranges.CopyTo(payload, all);
        all.Select(r => Encoding.UTF8.GetString(payload, r.Start, r.Length)).ShouldBe(values);
    }

    [Fact]
    public void The_first_element_counts_unless_it_is_skipped()
    {
        ArgumentRanges.Read("[1,2]"u8, skipFirst: false).Count.ShouldBe(2);
        ArgumentRanges.Read("[1,2]"u8, skipFirst: true).Count.ShouldBe(1);
        ArgumentRanges.Read("[]"u8, skipFirst: true).Count.ShouldBe(0);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("{}", 0)]
    [InlineData("[1,2", 2)]
    [InlineData("[1,,2]", 1)]
    public void What_is_no_array_yields_what_there_is_before_the_fault(string payload, int count)
        => ArgumentRanges.Read(Encoding.UTF8.GetBytes(payload), skipFirst: false).Count.ShouldBe(count);

    [Fact]
    public void An_index_outside_is_the_callers_mistake()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => ArgumentRanges.Read("[1]"u8, skipFirst: false).Get("[1]"u8, 1).Length);
        Should.Throw<ArgumentOutOfRangeException>(() => ArgumentRanges.Read("[1]"u8, skipFirst: false).Get("[1]"u8, -1).Length);
    }
}
