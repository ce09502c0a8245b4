using Shouldly;
using SocketIoCompat.Handlers.Classroom;
using Xunit;

namespace SocketIoCompat.UnitTests.Handlers.Classroom;

public sealed class InterviewRoomsTests
{
    private readonly InterviewRooms _rooms = new();

    [Fact]
    public void Each_side_reaches_the_other_and_strangers_nobody()
    {
        Join(InterviewRole.Tutor, "t", "1").ShouldBe((true, null));
        Join(InterviewRole.Admin, "a", "2").ShouldBe((true, "1"));

        _rooms.OtherSideOf("r", InterviewRole.Tutor, "1").ShouldBe("2");
        _rooms.OtherSideOf("r", InterviewRole.Admin, "2").ShouldBe("1");
        _rooms.OtherSideOf("r", InterviewRole.Admin, "1").ShouldBeNull();
        _rooms.OtherSideOf("r", InterviewRole.Tutor, "9").ShouldBeNull();
        _rooms.OtherSideOf("other", InterviewRole.Tutor, "1").ShouldBeNull();
    }

    [Fact]
    public void A_place_is_its_users_alone_but_he_may_come_with_a_new_socket()
    {
        Join(InterviewRole.Tutor, "t", "1");
        Join(InterviewRole.Tutor, "intruder", "2").ShouldBe((false, null));
        Join(InterviewRole.Tutor, "t", "3").ShouldBe((true, null));

        _rooms.Leave("r", InterviewRole.Tutor, "1").ShouldBeNull();
        Join(InterviewRole.Admin, "a", "4").ShouldBe((true, "3"));
        _rooms.Leave("r", InterviewRole.Tutor, "3").ShouldBe("4");
        Join(InterviewRole.Tutor, "intruder", "5").ShouldBe((true, "4"));
    }

    [Fact]
    public void Only_who_is_inside_ends_an_interview()
    {
        Join(InterviewRole.Tutor, "t", "1");
        Join(InterviewRole.Admin, "a", "2");

        _rooms.TryEnd("r", InterviewRole.Tutor, "9").ShouldBeFalse();
        _rooms.TryEnd("r", InterviewRole.Admin, "2").ShouldBeTrue();
        _rooms.TryEnd("r", InterviewRole.Tutor, "1").ShouldBeFalse();
        _rooms.OtherSideOf("r", InterviewRole.Tutor, "1").ShouldBeNull();
    }

    private (bool Joined, string? Other) Join(InterviewRole role, string user, string socket) =>
        (_rooms.TryJoin("r", role, user, socket, out var other), other);
}
