using Shouldly;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.UnitTests.Handlers.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Handlers.Classroom;

public sealed class InterviewRoomsTests
{
    private readonly FakeAttendance _attendance = new();
    private readonly InterviewRooms _interviews;

    public InterviewRoomsTests() => _interviews = new InterviewRooms(_attendance, _attendance.Rooms);

    [Fact]
    public async Task Each_side_reaches_the_other_and_strangers_nobody()
    {
        Join(InterviewRole.Tutor, "t", "1");
        (await _interviews.FindAsync("r", InterviewRole.Admin)).ShouldBeNull();
        Join(InterviewRole.Admin, "a", "2");

        (await _interviews.FindAsync("r", InterviewRole.Tutor))!.SocketId.ShouldBe("1");
        (await _interviews.FindOtherSideAsync("r", InterviewRole.Tutor, "1")).ShouldBe("2");
        (await _interviews.FindOtherSideAsync("r", InterviewRole.Admin, "2")).ShouldBe("1");
        (await _interviews.FindOtherSideAsync("r", InterviewRole.Admin, "1")).ShouldBeNull();
        (await _interviews.FindOtherSideAsync("r", InterviewRole.Tutor, "9")).ShouldBeNull();
        (await _interviews.FindOtherSideAsync("other", InterviewRole.Tutor, "1")).ShouldBeNull();
    }

    [Fact]
    public async Task A_user_may_come_with_a_new_socket_and_leaves_with_the_last()
    {
        Join(InterviewRole.Tutor, "t", "1");
        Join(InterviewRole.Tutor, "t", "3");
        Join(InterviewRole.Admin, "a", "4");
        (await _interviews.IsInAsync("r", InterviewRole.Tutor, "1")).ShouldBeFalse();
        (await _interviews.IsInAsync("r", InterviewRole.Tutor, "3")).ShouldBeTrue();

        _attendance.Leave("1");
        (await _interviews.FindLeftBehindAsync("r", InterviewRole.Tutor)).ShouldBeNull();
        _attendance.Leave("3");
        (await _interviews.FindLeftBehindAsync("r", InterviewRole.Tutor)).ShouldBe("4");
        (await _interviews.FindAsync("r", InterviewRole.Tutor)).ShouldBeNull();
    }

    [Fact]
    public async Task Of_two_users_who_come_at_once_on_two_servers_at_least_one_gives_way()
    {
        Join(InterviewRole.Tutor, "t", "1");
        (await _interviews.IsContestedAsync("r", InterviewRole.Tutor, "t")).ShouldBeFalse();
        Join(InterviewRole.Tutor, "t", "2");
        (await _interviews.IsContestedAsync("r", InterviewRole.Tutor, "t")).ShouldBeFalse();
        Join(InterviewRole.Tutor, "u", "3");

        // Neither asks whose clock says what: the one that asks last sees the other.
        (await _interviews.IsContestedAsync("r", InterviewRole.Tutor, "t")).ShouldBeTrue();
        (await _interviews.IsContestedAsync("r", InterviewRole.Tutor, "u")).ShouldBeTrue();
        (await _interviews.IsContestedAsync("r", InterviewRole.Admin, "a")).ShouldBeFalse();
    }

    private Attendee Join(InterviewRole role, string user, string socket) => _attendance.JoinInterview("r", socket, role, user);
}
