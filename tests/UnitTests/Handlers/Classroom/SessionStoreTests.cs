using Shouldly;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.UnitTests.Handlers.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Handlers.Classroom;

public sealed class SessionStoreOnSqliteTests() : SessionStoreTests(DatabaseProduct.Sqlite);

public sealed class SessionStoreOnPostgresTests() : SessionStoreTests(DatabaseProduct.Postgres);

public abstract class SessionStoreTests(DatabaseProduct product) : StoreTests(product)
{
    private static readonly ClassroomSession Lesson = new("l", "t1", "s1", SessionStatus.Scheduled, CreatedByJoin: false);

    [Fact]
    public async Task A_session_outlives_a_restart()
    {
        await using var test = await OpenAsync();
        (await test.Sessions.CreateAsync(Lesson, test.Time.GetUtcNow(), 50)).ShouldBeTrue();
        await test.RestartAsync();

        (await test.Sessions.FindAsync("l")).ShouldBe(Lesson);
        (await test.Sessions.FindAsync("L")).ShouldBeNull();
    }

    [Fact]
    public async Task A_place_is_claimed_once_and_only_in_sessions_that_a_join_created()
    {
        await using var test = await OpenAsync();
        await test.Sessions.CreateAsync(Lesson);
        await test.Sessions.CreateAsync(new ClassroomSession("j", "t1", null, SessionStatus.Scheduled, CreatedByJoin: true));
        var first = new ClassroomUser("s7", UserType.Student);
        var second = new ClassroomUser("s8", UserType.Student);

        (await test.Sessions.ClaimAsync("l", first, holder: "s1"))!.StudentId.ShouldBe("s1");
        (await test.Sessions.ClaimAsync("j", first, holder: null))!.StudentId.ShouldBe("s7");
        (await test.Sessions.ClaimAsync("j", second, holder: null))!.StudentId.ShouldBe("s7");
        (await test.Sessions.ClaimAsync("j", second, holder: "s7"))!.StudentId.ShouldBe("s8");
        (await test.Sessions.ClaimAsync("unknown", second, holder: null)).ShouldBeNull();
    }

    [Fact]
    public async Task A_lesson_starts_and_ends_once()
    {
        await using var test = await OpenAsync();
        await test.Sessions.CreateAsync(Lesson);
        await test.Sessions.MarkStartedAsync("l");
        test.Time.Advance(TimeSpan.FromMinutes(25));
        await test.Sessions.MarkCompletedAsync("l");
        test.Time.Advance(TimeSpan.FromMinutes(60));
        await test.Sessions.MarkStartedAsync("l");
        await test.Sessions.MarkCompletedAsync("l");

        (await test.Sessions.FindAsync("l"))!.Status.ShouldBe(SessionStatus.Completed);
        (await test.QueryAsync<string>($"SELECT {test.Moment("start_time")} || ' ' || {test.Moment("end_time")} || ' ' || duration_minutes FROM sessions"))
            .ShouldBe(["2026-03-01 12:00:00.000 2026-03-01 12:25:00.000 25"]);
    }

    [Fact]
    public async Task Coming_and_going_is_recorded()
    {
        await using var test = await OpenAsync();
        var user = new ClassroomUser("s1", UserType.Student);
        await test.Sessions.RecordJoinAsync("l", user, "a");
        test.Time.Advance(TimeSpan.FromMinutes(5));
        await test.Sessions.RecordLeaveAsync("l", user);
        await test.Sessions.RecordLeaveAsync("l", user);
        await test.Sessions.RecordLeaveAsync("l", new ClassroomUser("nobody", UserType.Student));

        (await test.QueryAsync<string>(
            $"SELECT user_type || ' ' || {test.Flag("is_active")} || ' ' || {test.Moment("joined_at")} || ' ' || {test.Moment("left_at")} FROM session_participants"))
            .ShouldBe(["student 0 2026-03-01 12:00:00.000 2026-03-01 12:05:00.000"]);
    }

    [Fact]
    public async Task A_tutor_and_a_student_of_the_same_id_come_and_go_each_for_himself()
    {
        await using var test = await OpenAsync();
        var student = new ClassroomUser("42", UserType.Student);
        await test.Sessions.RecordJoinAsync("l", student, "a");
        await test.Sessions.RecordJoinAsync("l", new ClassroomUser("42", UserType.Tutor), "b");
        await test.Sessions.RecordLeaveAsync("l", student);

        (await test.QueryAsync<string>($"SELECT user_type || socket_id || {test.Flag("is_active")} FROM session_participants ORDER BY user_type"))
            .ShouldBe(["studenta0", "tutorb1"]);
    }

    [Fact]
    public async Task A_row_that_has_no_type_is_taken_over()
    {
        await using var test = await OpenAsync();
        await test.ExecuteAsync("INSERT INTO session_participants (id, session_id, user_id, is_active) VALUES ('p', 'l', 's1', TRUE)");
        await test.Sessions.RecordJoinAsync("l", new ClassroomUser("s1", UserType.Student), "a");

        (await test.QueryAsync<string>("SELECT id || user_type FROM session_participants")).ShouldBe(["pstudent"]);
    }

    [Fact]
    public async Task After_a_crash_those_who_were_there_have_left_and_those_of_another_server_have_not()
    {
        await using var test = await OpenAsync();
        var tutor = new ClassroomUser("1", UserType.Tutor);
        var student = new ClassroomUser("1", UserType.Student);
        await test.Sessions.RecordJoinAsync("l", tutor, "a");
        await test.Sessions.RecordJoinAsync("l", student, "b");
        await test.Sessions.RecordJoinAsync("gone", student, "b");
        await test.Sessions.RecordLeaveAsync("gone", student);
        await test.SessionsOf("other").RecordJoinAsync("elsewhere", tutor, "c");
        await test.ExecuteAsync("INSERT INTO session_participants (id, session_id, user_id, user_type, is_active) VALUES ('o', 'original', '1', 'tutor', TRUE)");
        await test.RestartAsync();
        test.Time.Advance(TimeSpan.FromHours(1));

        await test.Sessions.RecordLostAsync();

        (await test.QueryAsync<string>(
            $"SELECT session_id || ' ' || user_type || ' ' || {test.Flag("is_active")} || ' ' || COALESCE({test.Moment("left_at")}, '-') FROM session_participants ORDER BY 1")).ShouldBe(
            [
                "elsewhere tutor 1 -",
                "gone student 0 2026-03-01 12:00:00.000",
                "l student 0 2026-03-01 13:00:00.000",
                "l tutor 0 2026-03-01 13:00:00.000",
                "original tutor 1 -",
            ]);
        await test.Sessions.RecordJoinAsync("elsewhere", tutor, "d");
        await test.Sessions.RecordLostAsync();
        (await test.QueryAsync<int>($"SELECT {test.Flag("is_active")} FROM session_participants WHERE session_id = 'elsewhere'")).ShouldBe([0]);
    }
}
