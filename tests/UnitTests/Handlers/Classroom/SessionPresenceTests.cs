using Shouldly;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Classroom.Contracts;
using Xunit;

namespace SocketIoCompat.UnitTests.Handlers.Classroom;

public sealed class SessionPresenceTests
{
    private static readonly ClassroomUser Tutor = new("t1", UserType.Tutor);
    private static readonly ClassroomUser Student = new("s1", UserType.Student);

    private readonly SessionPresence _presence = new();

    [Fact]
    public void A_session_is_active_while_a_tutor_and_a_student_are_there()
    {
        _presence.Join("x", "a", Student).ShouldBe(State("waiting", student: ("s1", "a")));
        _presence.Join("x", "b", Tutor).ShouldBe(State("active", ("t1", "b"), ("s1", "a")));
        _presence.Leave("x", "a").ShouldBe(new Departure(UserIsGone: true, State("waiting", ("t1", "b"))));
        _presence.Leave("x", "b").ShouldBe(new Departure(UserIsGone: true, State("waiting")));
    }

    [Fact]
    public void Joining_again_does_not_count_twice()
    {
        _presence.Join("x", "a", Student);
        _presence.Join("x", "a", Student);

        _presence.Leave("x", "a").UserIsGone.ShouldBeTrue();
        _presence.Leave("x", "a").UserIsGone.ShouldBeFalse();
    }

    [Fact]
    public void A_user_with_two_tabs_is_one_and_is_gone_with_the_last()
    {
        _presence.Join("x", "a", Student);
        _presence.Join("x", "b", Student).ShouldBe(State("waiting", student: ("s1", "b")));
        _presence.LatestSocketOf("x", "s1", asking: Tutor).ShouldBe("b");

        _presence.Leave("x", "b").ShouldBe(new Departure(UserIsGone: false, State("waiting", student: ("s1", "a"))));
        _presence.LatestSocketOf("x", "s1", asking: Tutor).ShouldBe("a");
        _presence.Leave("x", "a").UserIsGone.ShouldBeTrue();
        _presence.LatestSocketOf("x", "s1", asking: Tutor).ShouldBeNull();
    }

    [Fact]
    public void A_tutor_and_a_student_of_the_same_id_find_each_other_and_never_themselves()
    {
        var tutor = new ClassroomUser("42", UserType.Tutor);
        var student = new ClassroomUser("42", UserType.Student);
        _presence.Join("x", "a", tutor);
        _presence.LatestSocketOf("x", "42", asking: tutor).ShouldBeNull();
        _presence.Join("x", "b", student);
        _presence.Join("x", "c", tutor);

        _presence.LatestSocketOf("x", "42", asking: tutor).ShouldBe("b");
        _presence.LatestSocketOf("x", "42", asking: student).ShouldBe("c");
        _presence.Leave("x", "b").UserIsGone.ShouldBeTrue();
    }

    [Fact]
    public void Two_students_are_not_a_lesson()
    {
        _presence.Join("x", "a", Student);
        _presence.Join("x", "b", new ClassroomUser("s2", UserType.Student)).Status.ShouldBe("waiting");
    }

    [Fact]
    public void Sessions_know_nothing_of_each_other()
    {
        _presence.Join("x", "a", Student);

        _presence.LatestSocketOf("y", "s1", asking: Tutor).ShouldBeNull();
        _presence.IsPresent("y", UserType.Student, "s1").ShouldBeFalse();
        _presence.IsPresent("x", UserType.Tutor, "s1").ShouldBeFalse();
        _presence.IsPresent("x", UserType.Student, "s1").ShouldBeTrue();
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
