using System.Text.Json;
using SocketIoCompat.Handlers.Systems;
using SocketIoCompat.UnitTests.Handlers.Support;

namespace SocketIoCompat.UnitTests.Handlers.Systems;

/// <summary>What servers say to each other: in which order, what happens when it gets lost, and who is there.</summary>
public sealed class ClusterChannelTests : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = new ClusterOptions().ServerTimeout + TimeSpan.FromSeconds(5);

    private readonly MemoryCluster _cluster = new();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public void What_one_says_arrives_in_its_order_at_all_or_at_whom_it_is_for()
    {
        var (a, b, c) = Three();

        for (var i = 0; i < 3; i++)
        {
            Say(a, i, to: null);
            Say(a, i + 10, to: c);
        }

        _cluster.Deliver();

        b.Got.ShouldBe([0, 1, 2]);
        c.Got.ShouldBe([0, 10, 1, 11, 2, 12]);
        a.Got.ShouldBeEmpty();
        b.Missed.ShouldBeEmpty();
        c.Missed.ShouldBeEmpty();
    }

    [Fact]
    public void Who_missed_something_notices_with_the_next_sign_of_life_and_is_told_what_holds()
    {
        var (a, b, c) = Three();
        _cluster.Loses = (_, to, text) => to == b.Server && text.Contains("\"value\":7", StringComparison.Ordinal);

        Say(a, 7, to: null);
        _cluster.Deliver();
        b.Missed.ShouldBeEmpty();
        _cluster.Pass(TimeSpan.FromSeconds(5));

        b.Missed.ShouldBe([a.Id]);
        a.Appeared.ShouldBe([b.Id], "what holds is sent again to the one who missed something");
        c.Missed.ShouldBeEmpty();
        c.Appeared.ShouldBeEmpty();
        c.Got.ShouldBe([7]);
    }

    [Fact]
    public void What_was_for_another_server_is_missed_too_because_nobody_knows_what_it_was()
    {
        var (a, b, c) = Three();
        _cluster.Loses = (_, to, text) => to == b.Server && text.Contains("\"value\":7", StringComparison.Ordinal);

        Say(a, 7, to: c);
        Say(a, 8, to: b);
        _cluster.Deliver();

        b.Missed.ShouldBe([a.Id]);
        b.Got.ShouldBe([8]);
    }

    [Fact]
    public void Nobody_misses_what_may_get_lost()
    {
        var (a, b, _) = Three();
        _cluster.Loses = (_, to, text) => to == b.Server && text.Contains("\"value\":7", StringComparison.Ordinal);

        Say(a, 7, to: null, mayGetLost: true);
        Say(a, 8, to: null);
        _cluster.Pass(TimeSpan.FromSeconds(5));

        b.Missed.ShouldBeEmpty();
        b.Got.ShouldBe([8]);
    }

    [Fact]
    public void A_request_for_what_holds_that_gets_lost_itself_is_made_again()
    {
        var (a, b, _) = Three();
        var lost = 0;
        _cluster.Loses = (from, to, text) =>
            (to == b.Server && text.Contains("\"value\":7", StringComparison.Ordinal)) ||
            (from == b.Server && to == a.Server && text.Contains("\"resync\"", StringComparison.Ordinal) && lost++ < 2);

        Say(a, 7, to: null);
        _cluster.Pass(TimeSpan.FromSeconds(20));

        (lost, b.Missed.Count).ShouldBe((3, 1));
        a.Appeared.ShouldBe([b.Id]);
    }

    [Fact]
    public void What_holds_is_asked_for_until_all_of_it_has_come()
    {
        var (a, b, _) = Three();
        var (answers, requests) = (0, 0);
        _cluster.Loses = (from, to, text) =>
            (to == b.Server && text.Contains("\"value\":7", StringComparison.Ordinal)) ||
            (to == b.Server && text.Contains("\"value\":9", StringComparison.Ordinal) && answers++ == 0) ||
            (from == b.Server && to == a.Server && text.Contains("\"resync\"", StringComparison.Ordinal) && requests++ == 1);
        a.Channel.Appeared += _ => Say(a, 9, to: b);

        Say(a, 7, to: null);
        _cluster.Pass(TimeSpan.FromSeconds(20));

        b.Got.ShouldBe([9]);
        requests.ShouldBe(3);
    }

    [Fact]
    public void The_one_that_is_there_the_longest_leads_and_the_next_one_when_it_dies()
    {
        var (a, b, c) = Three();
        Leaders(a, b, c).ShouldBe([a.Id, a.Id, a.Id]);

        a.Server.IsDead = true;
        _cluster.Pass(Timeout);

        b.Gone.ShouldBe([a.Id]);
        c.Gone.ShouldBe([a.Id]);
        Leaders(b, c).ShouldBe([b.Id, b.Id]);
        b.Channel.Others.ShouldBe([c.Id]);
    }

    [Fact]
    public void One_that_stops_says_so_and_says_nothing_afterwards()
    {
        var (a, b, _) = Three();

        a.Server.Stop();
        Say(a, 7, to: null);
        _cluster.Deliver();

        b.Gone.ShouldBe([a.Id]);
        b.Got.ShouldBeEmpty();
        _cluster.Pass(TimeSpan.FromSeconds(5));
        b.Channel.Others.Count.ShouldBe(1);
    }

    [Fact]
    public void Two_sides_that_do_not_hear_each_other_each_have_a_leader_and_afterwards_the_older_one()
    {
        var (a, b, c) = Three();

        (b.Server.Side, c.Server.Side) = (1, 1);
        _cluster.Pass(Timeout);
        Leaders(a, b, c).ShouldBe([a.Id, b.Id, b.Id]);
        a.Gone.ShouldBe([b.Id, c.Id], ignoreOrder: true);
        b.Gone.ShouldBe([a.Id]);

        (b.Server.Side, c.Server.Side) = (0, 0);
        _cluster.Pass(TimeSpan.FromSeconds(5));
        Leaders(a, b, c).ShouldBe([a.Id, a.Id, a.Id]);
        foreach (var (one, other) in new[] { (a, b), (a, c), (b, a), (c, a) })
        {
            one.Appeared.ShouldContain(other.Id, "each side tells the other what holds on it");
        }

        b.Appeared.ShouldNotContain(c.Id, "they heard each other all the time");
    }

    [Fact]
    public void One_that_did_not_run_for_a_while_believes_nobody_to_be_gone()
    {
        var (a, b, c) = Three();

        _cluster.Time.Stall(Timeout); // nobody's timer runs
        _cluster.Pass(TimeSpan.FromSeconds(5));

        new[] { a, b, c }.SelectMany(static ear => ear.Gone).ShouldBeEmpty();
        Leaders(a, b, c).ShouldBe([a.Id, a.Id, a.Id]);
    }

    [Fact]
    public async Task A_question_is_answered_by_all_who_know_something_and_waited_for_no_longer_than_it_may_take()
    {
        var (a, b, c) = Three();
        b.Answer = 5;

        var asked = a.Channel.AskAsync(static writer => writer.WriteNumber("value"u8, 2), TestContext.Current.CancellationToken);
        await _cluster.UntilAsync("answer", () => asked.IsCompleted);
        (await asked).Select(static answer => answer.GetRawText()).ShouldBe(["{\"product\":10}", "{}"], ignoreOrder: true);

        _cluster.Loses = (from, _, text) => from == c.Server && !text.Contains("alive", StringComparison.Ordinal);
        asked = a.Channel.AskAsync(static writer => writer.WriteNumber("value"u8, 3), TestContext.Current.CancellationToken);
        await _cluster.UntilAsync("what came in time", () => asked.IsCompleted, passing: true);
        (await asked).ShouldHaveSingleItem().GetProperty("product").GetInt32().ShouldBe(15);
    }

    [Fact]
    public void Who_listens_and_fails_ends_neither_the_messages_nor_the_look_at_others()
    {
        var (a, b, _) = Three();
        b.Fails = true;

        Say(a, 7, to: null);
        Say(a, 8, to: null);
        _cluster.Deliver();
        a.Server.IsDead = true;
        _cluster.Pass(Timeout);

        b.Got.ShouldBe([7, 8]);
        b.Channel.Others.Count.ShouldBe(1);
        b.Server.Log.Entries.ShouldContain(static entry => entry.Id.Id == 3614);
        b.Fails = false;
        var d = Start();
        _cluster.Pass(TimeSpan.FromSeconds(5));
        b.Channel.Others.ShouldContain(d.Id);
    }

    [Fact]
    public async Task Much_that_is_on_its_way_is_waited_for()
    {
        var (a, _, _) = Three();
        a.Channel.DrainAsync().IsCompleted.ShouldBeTrue();
        var hold = new TaskCompletionSource();
        _cluster.MayPublish = hold.Task;

        a.Channel.Send("number", null, static writer => writer.WriteString("text"u8, new string('x', 5 * 1024 * 1024)));
        var drained = a.Channel.DrainAsync();

        drained.IsCompleted.ShouldBeFalse();
        hold.SetResult();
        await drained.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        _cluster.MayPublish = Task.CompletedTask;
    }

    private static string[] Leaders(params Ear[] ears) => [.. ears.Select(static ear => ear.Channel.Leader)];

    private static void Say(Ear from, int value, Ear? to, bool mayGetLost = false) =>
        from.Channel.Send("number", to?.Id, writer => writer.WriteNumber("value"u8, value), mayGetLost);

    private (Ear A, Ear B, Ear C) Three()
    {
        Ear[] ears = [Start(), Start(), Start()];
        _cluster.Pass(TimeSpan.FromSeconds(10));
        foreach (var ear in ears)
        {
            ear.Channel.Others.Count.ShouldBe(2);
            ear.Appeared.Clear();
        }

        return (ears[0], ears[1], ears[2]);
    }

    private Ear Start() => new(_cluster.Add(SystemNames.MeetingRooms));

    /// <summary>A server, and what it heard.</summary>
    private sealed class Ear
    {
        public Ear(MemoryServer server)
        {
            Server = server;
            Channel.Appeared += Appeared.Add;
            Channel.Gone += Gone.Add;
            Channel.Gone += _ => Fail();
            Channel.Missed += Missed.Add;
            Channel.Listen("number", (_, body) =>
            {
                Got.Add(body.TryGetProperty("value", out var value) ? value.GetInt32() : 0);
                Fail();
            });
            Channel.ListenToQuestions((_, body) =>
            {
                var product = body.GetProperty("value").GetInt32() * Answer;
                return product is null ? null : writer => writer.WriteNumber("product"u8, product.Value);
            });
            Channel.Start();
        }

        public MemoryServer Server { get; }

        public ClusterChannel Channel => Server.Channel;

        public string Id => Channel.Id;

        public List<string> Appeared { get; } = [];

        public List<string> Gone { get; } = [];

        public List<string> Missed { get; } = [];

        public List<int> Got { get; } = [];

        public int? Answer { get; set; }

        public bool Fails { get; set; }

        private void Fail()
        {
            if (Fails)
            {
                throw new JsonException("As somebody's mistake would.");
            }
        }
    }
}
