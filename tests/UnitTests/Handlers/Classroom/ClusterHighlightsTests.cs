using Microsoft.Extensions.DependencyInjection;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Classroom.Stores;
using SocketIoCompat.Handlers.Systems;
using SocketIoCompat.UnitTests.Handlers.Support;

namespace SocketIoCompat.UnitTests.Handlers.Classroom;

/// <summary>Highlights that each server keeps, whoever drew them, also when messages between servers get lost.</summary>
public sealed class ClusterHighlightsTests : IAsyncDisposable
{
    private const string Lesson = "lesson";

    private readonly MemoryCluster _cluster = new();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task What_is_drawn_or_cleared_on_one_server_is_so_on_all_and_on_one_that_starts_later()
    {
        var (a, b) = (Start(), Start());
        await IntroduceAsync(a, b);

        Draw(a, "1");
        Draw(b, "2");
        _cluster.Deliver();
        Strokes(a).ShouldBe(["1", "2"]);
        Strokes(b).ShouldBe(["1", "2"], ignoreOrder: true);

        var c = Start();
        await _cluster.UntilAsync("the new one has them", () => Strokes(c).Count() == 2 && !Store(a).IsTelling && !Store(b).IsTelling && !Store(c).IsTelling, passing: true);
        _cluster.Deliver();
        Store(c).Clear(Lesson);
        _cluster.Deliver();
        Strokes(a).Concat(Strokes(b)).Concat(Strokes(c)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Whoever_missed_something_has_what_the_leader_has()
    {
        var (leader, other) = (Start(), Start());
        await IntroduceAsync(leader, other);
        Draw(leader, "before");
        _cluster.Deliver();
        _cluster.Loses = (_, to, text) => to == other && !text.Contains("\"alive\"", StringComparison.Ordinal);

        Store(leader).Clear(Lesson);
        Draw(leader, "after");
        _cluster.Deliver();
        Strokes(other).ShouldBe(["before"]);
        _cluster.Loses = static (_, _, _) => false;

        await _cluster.UntilAsync("the same", () => Strokes(other).SequenceEqual(["after"]), passing: true);
        _cluster.Pass(TimeSpan.FromSeconds(5));
        Strokes(leader).ShouldBe(["after"], "what was cleared does not come back from the one who missed that");
    }

    [Fact]
    public async Task What_gets_lost_while_it_is_sent_anew_is_sent_once_more()
    {
        var leader = Start();
        for (var i = 0; i < 50; i++)
        {
            Draw(leader, $"{i}");
        }

        var lost = 0;
        _cluster.Loses = (_, _, text) => text.Contains("\"id\":\"30\"", StringComparison.Ordinal) && lost++ < 2;
        var other = Start();

        await _cluster.UntilAsync("all of them", () => Strokes(other).Count() == 50, passing: true);
        lost.ShouldBeGreaterThanOrEqualTo(3);
    }

    [Fact]
    public async Task One_that_asks_while_it_is_being_told_is_told_again()
    {
        var leader = Start();
        for (var i = 0; i < 12; i++)
        {
            Draw(leader, $"{i}", 1_000_000);
        }

        var hold = new TaskCompletionSource();
        _cluster.MayPublish = hold.Task; // what is under way keeps the leader from going on
        _cluster.Loses = static (_, _, text) => text.Contains("\"id\":\"2\"", StringComparison.Ordinal);
        var other = Start();
        await _cluster.UntilAsync("it is being told", () => Strokes(other).Contains("3"), passing: true);
        _cluster.Loses = static (_, _, _) => false;
        _cluster.Pass(TimeSpan.FromSeconds(5));
        _cluster.MayPublish = Task.CompletedTask;
        hold.SetResult();

        await _cluster.UntilAsync("all of them", () => Strokes(other).Count() == 12, passing: true);
    }

    private MemoryServer Start()
    {
        var server = _cluster.Add(SystemNames.Classroom, static services => services
            .AddOptions<ClassroomOptions>().Configure(static options => options.MaxHighlightBytesPerSession = 64 * 1024 * 1024).Services
            .AddSingleton<HighlightMemory>()
            .AddSingleton<ClusterHighlights>());
        server.Get<ClusterHighlights>().StartAsync(CancellationToken.None).IsCompletedSuccessfully.ShouldBeTrue();
        return server;
    }

    private static ClusterHighlights Store(MemoryServer server) => server.Get<ClusterHighlights>();

    // What they told each other has arrived as well: the last of it may have been sent after the last delivery.
    private async Task IntroduceAsync(params MemoryServer[] servers)
    {
        _cluster.Pass(TimeSpan.FromSeconds(5));
        await _cluster.UntilAsync("told", () => !Array.Exists(servers, static server => Store(server).IsTelling));
        _cluster.Deliver();
    }

    private static void Draw(MemoryServer server, string id, int length = 1) =>
        Store(server).TryAdd(Lesson, id, RawValue.Parse($"\"{id}:{new string('x', length)}\"")).ShouldBeTrue();

    private static IEnumerable<string> Strokes(MemoryServer server) =>
        [.. Store(server).Read(Lesson).Select(static stroke => stroke.Deserialize<string>()!.Split(':')[0])];
}
