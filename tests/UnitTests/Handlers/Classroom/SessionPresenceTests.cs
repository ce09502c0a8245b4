using Shouldly;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Classroom.Contracts;
using SocketIoCompat.UnitTests.Handlers.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Handlers.Classroom;

public sealed class SessionPresenceTests
{
    private static readonly ClassroomUser Tutor = new("t1", UserType.Tutor);
    private static readonly ClassroomUser Student = new("s1", UserType.Student);

    private readonly FakeAttendance _attendance = new();
    private readonly SessionPresence _presence;

    public SessionPresenceTests() => _presence = new SessionPresence(_attendance, _attendance.Rooms);

    [Fact]
    public async Task A_session_is_active_while_a_tutor_and_a_student_are_there()
    {
        _attendance.Join("x", "a", Student);
        (await _presence.GetStateAsync("x")).ShouldBe(State("waiting", student: ("s1", "a")));
        _attendance.Join("x", "b", Tutor);
        (await _presence.GetStateAsync("x")).ShouldBe(State("active", ("t1", "b"), ("s1", "a")));
        _attendance.Leave("a");
        (await _presence.GetDepartureAsync("x", Student)).ShouldBe(new Departure(UserIsGone: true, State("waiting", ("t1", "b"))));
        _attendance.Leave("b");
        (await _presence.GetDepartureAsync("x", Tutor)).ShouldBe(new Departure(UserIsGone: true, State("waiting")));
    }

    [Fact]
    public async Task A_user_with_two_tabs_is_one_and_is_gone_with_the_last()
    {
        _attendance.Join("x", "a", Student);
        _attendance.Join("x", "b", Student);
        (await _presence.GetStateAsync("x")).ShouldBe(State("waiting", student: ("s1", "b")));
        (await _presence.FindLatestSocketAsync("x", "s1", asking: Tutor)).ShouldBe("b");

        _attendance.Leave("b");
        (await _presence.GetDepartureAsync("x", Student)).ShouldBe(new Departure(UserIsGone: false, State("waiting", student: ("s1", "a"))));
        (await _presence.FindLatestSocketAsync("x", "s1", asking: Tutor)).ShouldBe("a");
        _attendance.Leave("a");
        (await _presence.GetDepartureAsync("x", Student)).UserIsGone.ShouldBeTrue();
        (await _presence.FindLatestSocketAsync("x", "s1", asking: Tutor)).ShouldBeNull();
    }

    [Fact]
    public async Task Joining_again_makes_a_tab_the_latest()
    {
        _attendance.Join("x", "a", Student);
        _attendance.Join("x", "b", Student);
        _attendance.Join("x", "a", Student);

        (await _presence.FindLatestSocketAsync("x", "s1", asking: Tutor)).ShouldBe("a");
    }

    [Fact]
    public async Task A_tutor_and_a_student_of_the_same_id_find_each_other_and_never_themselves()
    {
        var tutor = new ClassroomUser("42", UserType.Tutor);
        var student = new ClassroomUser("42", UserType.Student);
        _attendance.Join("x", "a", tutor);
        (await _presence.FindLatestSocketAsync("x", "42", asking: tutor)).ShouldBeNull();
        _attendance.Join("x", "b", student);
        _attendance.Join("x", "c", tutor);

        (await _presence.FindLatestSocketAsync("x", "42", asking: tutor)).ShouldBe("b");
        (await _presence.FindLatestSocketAsync("x", "42", asking: student)).ShouldBe("c");
        _attendance.Leave("b");
        (await _presence.GetDepartureAsync("x", student)).UserIsGone.ShouldBeTrue();
    }

    [Fact]
    public async Task Two_students_are_not_a_lesson()
    {
        _attendance.Join("x", "a", Student);
        _attendance.Join("x", "b", new ClassroomUser("s2", UserType.Student));
        (await _presence.GetStateAsync("x")).Status.ShouldBe("waiting");
    }

    [Fact]
    public async Task Sessions_know_nothing_of_each_other()
    {
        _attendance.Join("x", "a", Student);

        (await _presence.FindLatestSocketAsync("y", "s1", asking: Tutor)).ShouldBeNull();
        (await _presence.IsPresentAsync("y", UserType.Student, "s1")).ShouldBeFalse();
        (await _presence.IsPresentAsync("x", UserType.Tutor, "s1")).ShouldBeFalse();
        (await _presence.IsPresentAsync("x", UserType.Student, "s1")).ShouldBeTrue();
    }

    private static SessionState State(string status, (string User, string Socket)? tutor = null, (string User, string Socket)? student = null) =>
        new(
            "x",
            new SessionParticipants
            {
                TutorId = tutor?.User,
                TutorSocketId = tutor?.Socket,
                StudentId = student?.User,
                StudentSocketId = student?.Socket,
            },
            status);
}
