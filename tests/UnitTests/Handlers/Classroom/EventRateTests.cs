using Shouldly;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.UnitTests.Handlers.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Handlers.Classroom;

public sealed class EventRateTests
{
    private static readonly ClassroomOptions Options = new() { EventBurst = 40, EventsPerSecond = 30, AbuseSeconds = 3 };

    private readonly ManualTime _time = new();

    [Fact]
    public void A_burst_passes_and_what_is_beyond_is_dropped_and_told_once()
    {
        var rate = new EventRate(Options.EventsPerSecond, Options.EventBurst, Options.AbuseSeconds, _time);

        var verdicts = Enumerable.Range(0, 2000).Select(_ => rate.Next()).ToList();

        verdicts.Take(40).ShouldAllBe(v => v == RateVerdict.Pass);
        verdicts[40].ShouldBe(RateVerdict.DropAndTell);
        verdicts.Skip(41).ShouldAllBe(v => v == RateVerdict.Drop);
    }

    [Fact]
    public void The_clock_gives_back_what_the_burst_took_and_never_more()
    {
        var rate = new EventRate(Options.EventsPerSecond, Options.EventBurst, Options.AbuseSeconds, _time);
        Passed(rate).ShouldBe(40);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Passed(rate).ShouldBe(3);
        _time.Advance(TimeSpan.FromSeconds(1));
        Passed(rate).ShouldBe(30);
        _time.Advance(TimeSpan.FromMilliseconds(10));
        Passed(rate).ShouldBe(0);
        _time.Advance(TimeSpan.FromHours(1));
        Passed(rate).ShouldBe(40);
    }

    [Fact]
    public void A_costly_event_counts_as_many_and_the_costliest_passes_when_nothing_was_sent()
    {
        var rate = new EventRate(Options.EventsPerSecond, Options.EventBurst, Options.AbuseSeconds, _time);
        rate.Next(cost: 35).ShouldBe(RateVerdict.Pass);
        rate.Next(cost: 35).ShouldBe(RateVerdict.DropAndTell);

        var fresh = new EventRate(Options.EventsPerSecond, Options.EventBurst, Options.AbuseSeconds, _time);
        fresh.Next(cost: 1000).ShouldBe(RateVerdict.Pass);
        fresh.Next().ShouldBe(RateVerdict.DropAndTell);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(60_000, 1)]
    [InlineData(64 * 1024, 2)]
    [InlineData(16_000_000, 245)]
    public void Size_costs(int length, int expected) =>
        EventRate.CostOf(RawValue.Parse($"\"{new string('x', length)}\"")).ShouldBe(expected);

    [Fact]
    public void No_argument_costs_one() => EventRate.CostOf(null).ShouldBe(1);

    [Fact]
    public void Only_dropping_in_many_seconds_in_a_row_disconnects()
    {
        var rate = new EventRate(Options.EventsPerSecond, Options.EventBurst, Options.AbuseSeconds, _time);
        Flood(rate).ShouldBe(RateVerdict.DropAndTell);
        _time.Advance(TimeSpan.FromSeconds(1));
        Flood(rate).ShouldBe(RateVerdict.DropAndTell);
        _time.Advance(TimeSpan.FromSeconds(2)); // a quiet second between
        Flood(rate).ShouldBe(RateVerdict.DropAndTell);
        _time.Advance(TimeSpan.FromSeconds(1));
        Flood(rate).ShouldBe(RateVerdict.DropAndTell);
        _time.Advance(TimeSpan.FromSeconds(1));
        Flood(rate).ShouldBe(RateVerdict.Disconnect);
    }

    private static int Passed(EventRate rate) => Enumerable.Range(0, 100).Count(_ => rate.Next() == RateVerdict.Pass);

    private static RateVerdict Flood(EventRate rate)
    {
        for (var i = 0; i < 100; i++)
        {
            if (rate.Next() is var verdict && verdict is RateVerdict.DropAndTell or RateVerdict.Disconnect)
                return verdict;
        }

        return RateVerdict.Pass;
    }
}
