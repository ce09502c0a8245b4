using SocketIoCompat.Handlers.ProjectChat;
using SocketIoCompat.Handlers.ProjectChat.Calls;

namespace SocketIoCompat.UnitTests.Handlers.ProjectChat;

public sealed class CallTableTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly CallTable _table = new(new ProjectChatOptions { MaxGroupSize = 2 });

    [Fact]
    public void An_answered_call_routes_between_two_pages_and_is_gone_after_its_end()
    {
        Tell(Offer("a", "b")).ShouldBe(["b/*: relay"]);
        Tell(Signal(CallSignals.Candidate, "a")).ShouldBe(["b/*: relay"]);
        Tell(Signal(CallSignals.Answer, "b")).ShouldBe(["b/* except b1: call-ended from a", "a/a1: relay"]);
        Tell(Signal(CallSignals.Candidate, "b")).ShouldBe(["a/a1: relay"]);
        Tell(Signal(CallSignals.Candidate, "a")).ShouldBe(["b/b1: relay"]);
        var end = Signal(CallSignals.Ended, "a");
        Tell(end).ShouldBe(["b/b1: relay"]);
        end.Records.Single().Status.ShouldBe(CallStatus.Completed);
        end.Records.Single().Revision.ShouldBe(3);
        Tell(Signal(CallSignals.Ended, "b")).ShouldBeEmpty();
        Tell(Signal(CallSignals.Ended, "a")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(CallSignals.Ended, "a", CallStatus.Cancelled)]
    [InlineData(CallSignals.Rejected, "b", CallStatus.Rejected)]
    [InlineData(CallSignals.Ended, "b", CallStatus.Rejected)]
    public void A_call_that_was_never_answered_says_who_ended_it(string type, string sender, string status)
    {
        Offer("a", "b");
        Signal(type, sender).Records.Single().Status.ShouldBe(status);
        _table.Find("a").ShouldBeNull();
        _table.Find("b").ShouldBeNull();
    }

    [Fact]
    public void An_offer_to_somebody_busy_is_refused_and_changes_nothing()
    {
        Connect("a", "b");
        var refused = Offer("c", "b");
        Tell(refused).ShouldBe(["c/c1: call-rejected from b"]);
        refused.Records.Single().Status.ShouldBe(CallStatus.Busy);
        _table.Find("c").ShouldBeNull();
        Tell(Signal(CallSignals.Ended, "c")).ShouldBeEmpty();
        Tell(Signal(CallSignals.Candidate, "a")).ShouldBe(["b/b1: relay"]);
    }

    [Fact]
    public void Two_who_call_each_other_both_learn_that_it_failed()
    {
        Offer("a", "b");
        Tell(Offer("b", "a")).ShouldBe(["b/b1: call-rejected from a"]);
        Tell(Signal(CallSignals.Ended, "b")).ShouldContain("a/a1: relay");
        _table.Find("a").ShouldBeNull();
    }

    [Fact]
    public void A_page_that_offers_again_has_given_up_what_rang()
    {
        Offer("a", "b");
        Tell(Offer("a", "c")).ShouldBe(["b/*: call-ended from a", "c/*: relay"]);
        _table.Find("b").ShouldBeNull();
    }

    [Fact]
    public void An_offer_within_a_running_call_is_relayed_and_one_to_a_third_is_not()
    {
        Connect("a", "b");
        Tell(Offer("a", "b")).ShouldBe(["b/b1: relay"]);
        Tell(Offer("a", "c")).ShouldBeEmpty();
        Tell(_table.Offer("p", "a", "a2", "c", "audio", Start)).ShouldBe(["a/a2: call-rejected from c"]);
    }

    [Fact]
    public void Another_page_of_a_party_and_another_project_have_no_part_in_a_call()
    {
        Connect("a", "b");
        Tell(_table.Signal(CallSignals.Ended, "p", "b", "b2", null, Start)).ShouldBeEmpty();
        Tell(_table.Signal(CallSignals.Ended, "other", "b", "b1", null, Start)).ShouldBeEmpty();
        Tell(_table.Signal(CallSignals.Ended, "p", "b", "b1", "c", Start)).ShouldBeEmpty();
        _table.Find("b").ShouldNotBeNull();
    }

    [Fact]
    public void A_call_rings_for_a_minute()
    {
        Offer("a", "b");
        Tell(_table.Tick(Start.AddSeconds(59))).ShouldBeEmpty();
        var ended = _table.Tick(Start.AddSeconds(60));
        Tell(ended).ShouldBe(["a/a1: call-ended from b", "b/*: call-ended from a"]);
        ended.Records.Single().Status.ShouldBe(CallStatus.Missed);
        Tell(_table.Tick(Start.AddSeconds(61))).ShouldBeEmpty();
    }

    [Fact]
    public void A_running_call_does_not_end_by_itself()
    {
        Connect("a", "b");
        Tell(_table.Tick(Start.AddDays(1))).ShouldBeEmpty();
    }

    [Fact]
    public void A_lost_party_ends_the_call_after_the_grace_once()
    {
        Connect("a", "b");
        _table.Closed("a", "a1", remaining: 1, Start); // the page that is left was open before: it is not the one that called
        Tell(_table.Tick(Start.AddSeconds(9))).ShouldBeEmpty();
        Tell(_table.Tick(Start.AddSeconds(10))).ShouldBe(["b/b1: call-ended from a"]);
        Tell(_table.Tick(Start.AddSeconds(20))).ShouldBeEmpty();
        Tell(Signal(CallSignals.Ended, "b")).ShouldBeEmpty();
    }

    [Fact]
    public void Both_lost_end_the_call_once()
    {
        Connect("a", "b");
        _table.Closed("a", "a1", 0, Start);
        _table.Closed("b", "b1", 0, Start);
        var outcome = _table.Tick(Start.AddSeconds(10));
        outcome.Records.Count.ShouldBe(1);
        outcome.Deliveries.Count.ShouldBe(1);
    }

    [Fact]
    public void A_party_that_opens_a_page_again_has_its_call_again()
    {
        Connect("a", "b");
        _table.Closed("a", "a1", 0, Start);
        _table.Opened("a");
        Tell(_table.Tick(Start.AddMinutes(5))).ShouldBeEmpty();
        Tell(Signal(CallSignals.Candidate, "b")).ShouldBe(["a/*: relay"]);
        Tell(_table.Signal(CallSignals.Candidate, "p", "a", "a2", null, Start)).ShouldBe(["b/b1: relay"]);
        Tell(Signal(CallSignals.Candidate, "b")).ShouldBe(["a/a2: relay"]);
    }

    [Fact]
    public void A_page_that_is_back_before_its_old_connection_is_found_dead_has_its_call_again()
    {
        Connect("a", "b");
        _table.Opened("a");
        _table.Closed("a", "a1", remaining: 1, Start);
        Tell(_table.Tick(Start.AddMinutes(5))).ShouldBeEmpty();
        Tell(Signal(CallSignals.Candidate, "b")).ShouldBe(["a/*: relay"]);
        _table.Closed("a", "a2", remaining: 0, Start);
        Tell(_table.Tick(Start.AddSeconds(10))).ShouldBe(["b/b1: call-ended from a"]);
    }

    [Fact]
    public void Who_comes_back_without_a_call_and_calls_ends_the_old_one()
    {
        Connect("a", "b");
        _table.Closed("a", "a1", 0, Start);
        _table.Opened("a");
        Tell(_table.Offer("p", "a", "a2", "b", "audio", Start)).ShouldBe(["b/b1: call-ended from a", "b/*: relay"]);
    }

    [Fact]
    public void Who_comes_back_with_a_call_looks_for_another_way_in_it()
    {
        Connect("a", "b");
        _table.Closed("b", "b1", 0, Start);
        _table.Opened("b");
        Tell(Resume("b", "b2", "a")).ShouldBe(["a/a1: relay"]);
        Tell(_table.Signal(CallSignals.Answer, "p", "a", "a1", null, Start)).ShouldBe(["b/b2: relay"]);
        Tell(Resume("b", "b3", "a")).ShouldBe(["b/b3: call-rejected from a"]);
        Tell(_table.Tick(Start.AddMinutes(5))).ShouldBeEmpty();
    }

    [Fact]
    public void A_call_that_was_lost_for_too_long_is_there_again_and_others_do_not_get_into_it()
    {
        var revived = Resume("a", "a1", "b");
        Tell(revived).ShouldBe(["b/*: relay"]);
        revived.Records.Single().Status.ShouldBe(CallStatus.Connected);
        Tell(Resume("c", "c1", "b")).ShouldBe(["c/c1: call-rejected from b"]);
        Tell(Resume("a", "a1", "a")).ShouldBeEmpty();
        Tell(Resume("b", "b1", "a")).ShouldBe(["a/a1: relay"]);
        Tell(Signal(CallSignals.Answer, "a")).ShouldBe(["b/b1: relay"]);
        Tell(_table.Tick(Start.AddMinutes(5))).ShouldBeEmpty();
        Signal(CallSignals.Ended, "b").Records.Single().Status.ShouldBe(CallStatus.Completed);
    }

    [Fact]
    public void Who_offers_in_a_call_that_rings_has_taken_it()
    {
        Offer("a", "b");
        Tell(Resume("b", "b1", "a")).ShouldBe(["b/* except b1: call-ended from a", "a/a1: relay"]);
        _table.Find("b")!.AnsweredAt.ShouldBe(Start);
    }

    [Fact]
    public void A_refusal_is_of_the_project_that_the_page_shows()
    {
        Connect("a", "b");
        _table.Offer("other", "a", "a2", "c", "audio", Start).Deliveries.Single().Notice!.Call.ProjectId.ShouldBe("other");
        _table.JoinGroup("other", "a", "a2", "audio", Start).Deliveries.Single().Notice!.Call.ProjectId.ShouldBe("other");
        _table.FindGroup("other").ShouldBeNull();
    }

    [Fact]
    public void A_removed_member_is_out_of_the_projects_calls_only()
    {
        Connect("a", "b");
        Tell(_table.Expel("other", "a", Start)).ShouldBeEmpty();
        Tell(_table.Expel("p", "a", Start)).ShouldBe(["b/b1: call-ended from a"]);
    }

    [Fact]
    public void A_group_call_is_bounded_and_ends_with_its_last_member()
    {
        var started = Join("a");
        started.Announcements.Single().Type.ShouldBe(CallSignals.GroupStarted);
        Tell(Join("b")).ShouldBe(["a/a1: group-joined from b", "b/b1: group-state from a"]);
        Tell(Join("c")).ShouldBe(["c/c1: group-refused from c"]);
        Tell(Offer("c", "a")).ShouldBe(["c/c1: call-rejected from a"]);
        Tell(_table.SignalInGroup("p", "a", "a1", "b")).ShouldBe(["b/b1: relay"]);
        Tell(_table.SignalInGroup("p", "c", "c1", "b")).ShouldBeEmpty();
        Tell(_table.SignalInGroup("p", "a", "a2", "b")).ShouldBeEmpty();
        Tell(Signal(CallSignals.Ended, "a")).ShouldBeEmpty();
        Tell(_table.LeaveGroup("p", "a", "a1", Start)).ShouldBe(["b/b1: group-left from a"]);
        _table.Closed("b", "b1", 0, Start);
        var ended = _table.Tick(Start.AddSeconds(10));
        ended.Announcements.Single().Type.ShouldBe(CallSignals.GroupEnded);
        ended.Records.Single().Users.ShouldBe(["a", "b"]);
        _table.FindGroup("p").ShouldBeNull();
    }

    [Fact]
    public void Random_signals_leave_no_call_without_its_people()
    {
        var random = new Random(20260101);
        string[] users = ["a", "b", "c", "d"];
        string[] types = [CallSignals.Answer, CallSignals.Candidate, CallSignals.Rejected, CallSignals.Ended];
        var now = Start;
        for (var i = 0; i < 5_000; i++)
        {
            var (one, other) = (users[random.Next(4)], users[random.Next(4)]);
            now = now.AddMilliseconds(random.Next(2000));
            var outcome = random.Next(9) switch
            {
                0 or 1 => _table.Offer("p", one, one + random.Next(2), other, "audio", now),
                2 => _table.JoinGroup("p", one, one + random.Next(2), "audio", now),
                3 => _table.LeaveGroup("p", one, one + random.Next(2), now),
                4 => _table.Tick(now),
                5 => Close(one, now),
                6 => _table.Resume("p", one, one + random.Next(2), other, "audio", now),
                _ => _table.Signal(types[random.Next(4)], "p", one, one + random.Next(2), random.Next(3) == 0 ? other : null, now),
            };
            outcome.Deliveries.Any(d => d.SocketId is { } socket && socket[0] != d.UserId[0]).ShouldBeFalse();
            foreach (var call in users.Select(_table.Find).OfType<Call>())
            {
                call.Parties.Count.ShouldBeLessThanOrEqualTo(2);
                call.Parties.All(p => _table.Find(p.UserId) == call).ShouldBeTrue();
            }
        }
    }

    private static string[] Tell(CallOutcome outcome) =>
    [
        .. outcome.Deliveries.Select(d =>
            $"{d.UserId}/{d.SocketId ?? "*"}{(d.ExceptSocketId is { } except ? $" except {except}" : "")}: " +
            (d.Notice is { } notice ? $"{notice.Type} from {notice.SenderId}" : "relay")),
    ];

    private CallOutcome Close(string user, DateTimeOffset now)
    {
        _table.Closed(user, user + "1", 0, now);
        _table.Opened(user);
        return new CallOutcome();
    }

    private CallOutcome Offer(string caller, string callee) => _table.Offer("p", caller, caller + "1", callee, "audio", Start);

    private CallOutcome Resume(string sender, string socket, string other) => _table.Resume("p", sender, socket, other, "audio", Start);

    private CallOutcome Join(string user) => _table.JoinGroup("p", user, user + "1", "audio", Start);

    private CallOutcome Signal(string type, string sender) => _table.Signal(type, "p", sender, sender + "1", null, Start);

    private void Connect(string caller, string callee)
    {
        Offer(caller, callee);
        Signal(CallSignals.Answer, callee);
    }
}
