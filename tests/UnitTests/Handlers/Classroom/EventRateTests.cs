using Shouldly;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.UnitTests.Handlers.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Handlers.Classroom;

public sealed class EventRateTests
{
    // The bucket itself follows the machine's clock: a burst far above what it gains during the test.
    private static readonly ClassroomOptions Options = new() { EventBurst = 40, EventsPerSecond = 30, AbuseSeconds = 3 };

    private readonly ManualTime _time = new();

    [Fact]
    public void A_burst_passes_and_what_is_beyond_is_dropped_and_told_once()
    {
        using var rate = new EventRate(Options, _time);

        var verdicts = Enumerable.Range(0, 2000).Select(_ => rate.Next()).ToList();

        verdicts.Take(40).ShouldAllBe(v => v == RateVerdict.Pass);
        verdicts.Count(v => v == RateVerdict.DropAndTell).ShouldBe(1);
        verdicts.ShouldNotContain(RateVerdict.Disconnect);
        verdicts.Count(v => v == RateVerdict.Drop).ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void A_costly_event_counts_as_many_and_the_costliest_passes_when_nothing_was_sent()
    {
        using var rate = new EventRate(Options, _time);
        rate.Next(cost: 35).ShouldBe(RateVerdict.Pass);
        rate.Next(cost: 35).ShouldBe(RateVerdict.DropAndTell);

        using var fresh = new EventRate(Options, _time);
        fresh.Next(cost: 1000).ShouldBe(RateVerdict.Pass);
    }

    [Fact]
    public void Only_dropping_in_many_seconds_in_a_row_disconnects()
    {
        using var rate = new EventRate(Options, _time);
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

    private static RateVerdict Flood(EventRate rate)
    {
        for (var i = 0; i < 5000; i++)
        {
            if (rate.Next() is var verdict && verdict is RateVerdict.DropAndTell or RateVerdict.Disconnect)
                return verdict;
        }

        return RateVerdict.Pass;
    }
}
