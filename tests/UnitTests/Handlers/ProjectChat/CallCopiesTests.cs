using System.Text.Json;
using SocketIoCompat.Handlers.ProjectChat;
using SocketIoCompat.Handlers.ProjectChat.Calls;

namespace SocketIoCompat.UnitTests.Handlers.ProjectChat;

/// <summary>The calls as other servers keep them.</summary>
public sealed class CallCopiesTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly CallTable _leader = new(new ProjectChatOptions());
    private readonly CallTable _copy = new(new ProjectChatOptions());

    private static CallState Transmit(Call call) => JsonSerializer.Deserialize<CallState>(JsonSerializer.Serialize(CallState.Of(call)))!;

    [Fact]
    public void A_call_goes_on_with_its_pages_on_another_server()
    {
        _leader.Offer("p", "a", "a1", "b", "audio", Start);
        _leader.Signal(CallSignals.Answer, "p", "b", "b1", null, Start);
        var call = _leader.TakeTouched().ShouldHaveSingleItem();

        _copy.Put(Transmit(call)).ShouldBeTrue();

        _copy.Offer("p", "c", "c1", "b", "audio", Start).Deliveries.Single().Notice!.Reason.ShouldBe("busy");
        _copy.Signal(CallSignals.Ended, "p", "b", "b2", null, Start).Deliveries.ShouldBeEmpty("another page has the call");
        var end = _copy.Signal(CallSignals.Ended, "p", "b", "b1", null, Start);
        end.Deliveries.Single().SocketId.ShouldBe("a1");
        end.Records.Single().Revision.ShouldBe(3);
        _copy.Find("a").ShouldBeNull();
    }

    [Fact]
    public void The_newest_state_replaces_the_one_before_and_an_ended_call_is_forgotten()
    {
        _leader.JoinGroup("p", "a", "a1", "video", Start);
        _copy.Put(Transmit(_leader.TakeTouched().Single()));
        _leader.JoinGroup("p", "b", "b1", "video", Start);
        _copy.Put(Transmit(_leader.TakeTouched().Single()));
        _copy.FindGroup("p")!.Parties.Select(static p => p.UserId).ShouldBe(["a", "b"]);

        _leader.LeaveGroup("p", "a", "a1", Start);
        var call = _leader.TakeTouched().Single();
        _leader.Has(call).ShouldBeTrue();
        _copy.Put(Transmit(call));
        _copy.Find("a").ShouldBeNull();

        _leader.LeaveGroup("p", "b", "b1", Start);
        _leader.Has(_leader.TakeTouched().Single()).ShouldBeFalse();
        _copy.Drop(call.Id);
        _copy.FindGroup("p").ShouldBeNull();
        _copy.All.ShouldBeEmpty();
    }

    [Fact]
    public void Of_two_calls_of_one_user_the_one_that_is_known_stays()
    {
        _leader.Offer("p", "a", "a1", "b", "audio", Start);
        _copy.Offer("p", "c", "c1", "b", "audio", Start);

        _copy.Put(Transmit(_leader.Find("a")!)).ShouldBeFalse();

        _copy.Find("b")!.CallerId.ShouldBe("c");
        _copy.Find("a").ShouldBeNull();
    }
}
