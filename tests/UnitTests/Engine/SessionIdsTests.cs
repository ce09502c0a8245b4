using Microsoft.Extensions.Logging;
using Shouldly;
using SocketIoCompat.Engine;
using SocketIoCompat.UnitTests.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Engine;

/// <summary>Whose a session id is.</summary>
public sealed class SessionIdsTests
{
    [Fact]
    public void A_name_decides_on_the_mark_and_the_rest_is_random()
    {
        var a = new SessionIds("a");
        var again = new SessionIds("a");
        var b = new SessionIds("b");

        var ids = Enumerable.Range(0, 1000).Select(_ => a.Next()).ToList();

        ids.ShouldAllBe(static id => id.Length == 20);
        ids.Select(static id => id[..16]).Distinct().Count().ShouldBe(1000); // the twelve random bytes
        ids.Where(id => again.IsForeign(id, out var _)).ShouldBeEmpty();
        ids.Where(id => b.IsForeign(id, out var mark) && mark == a.Mark).Count().ShouldBe(1000);
    }

    [Fact]
    public void Without_a_name_each_start_has_another_mark()
    {
        var marks = Enumerable.Range(0, 20).Select(static _ => new SessionIds(nodeName: null).Mark).Distinct();

        marks.Count().ShouldBeGreaterThan(10); // two of twenty may be the same one time in 350
    }

    [Fact]
    public async Task The_log_names_both_marks_and_does_not_repeat_itself()
    {
        var time = new ManualTimeProvider();
        using var log = new RecordingLog();
        await using var host = await EngineHost.StartAsync(
            configure: static options => options.NodeName = "here", time: time, services: builder => builder.Logging.AddProvider(log));
        var there = new SessionIds("there");

        for (var i = 0; i < 3; i++)
            await host.GetAsync(there.Next());
        time.Advance(TimeSpan.FromSeconds(11));
        await host.GetAsync(there.Next());

        var warnings = log.Entries.Where(static entry => entry.Id.Id == 1013).Select(static entry => entry.Text).ToList();
        warnings.Count.ShouldBe(2);
        warnings[0].ShouldContain($"mark {there.Mark:x4}");
        warnings[0].ShouldContain($"this one has {host.Server.SessionIds.Mark:x4}");
        warnings[0].ShouldContain("sticky sessions");
    }
}
