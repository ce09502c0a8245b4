using Microsoft.Extensions.Options;
using Shouldly;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Classroom.Stores;
using Xunit;

namespace SocketIoCompat.UnitTests.Handlers.Classroom;

public sealed class HighlightMemoryTests
{
    private readonly HighlightMemory _memory = new(Options.Create(
        new ClassroomOptions { MaxHighlightBytesPerSession = 4000, MaxHighlightBytes = 10_000 }));

    [Fact]
    public void Strokes_stay_in_order_and_one_id_is_one_stroke()
    {
        Add("x", "a", 1);
        Add("x", "b", 2);
        Add("x", "a", 3);

        Read("x").ShouldBe(["3", "2"]);
        Read("y").ShouldBeEmpty();
        _memory.Clear("x");
        Read("x").ShouldBeEmpty();
    }

    [Fact]
    public void A_full_session_takes_no_more_until_it_is_cleared()
    {
        var added = 0;
        while (Add("x", $"{added}", 1))
            added++;

        added.ShouldBeInRange(10, 20);
        Add("x", "0", 2).ShouldBeTrue();
        Read("x").Count.ShouldBe(added);
        _memory.Clear("x");
        Add("x", "new", 1).ShouldBeTrue();
    }

    [Fact]
    public void The_session_unused_for_longest_is_forgotten_first()
    {
        foreach (var session in new[] { "a", "b" })
        {
            for (var i = 0; i < 15; i++)
                Add(session, $"{i}", i);
        }

        Read("a").Count.ShouldBe(15);
        for (var i = 0; i < 15; i++)
            Add("c", $"{i}", i);

        Read("b").ShouldBeEmpty();
        Read("a").Count.ShouldBe(15);
        Read("c").Count.ShouldBe(15);
    }

    private bool Add(string session, string id, int value) => _memory.TryAdd(session, id, RawValue.Parse($"{value}"));

    private List<string> Read(string session) => [.. _memory.Read(session).Select(s => s.ToString())];
}
