using Microsoft.Extensions.Options;
using Shouldly;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Systems;
using SocketIoCompat.UnitTests.Handlers.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Handlers.Classroom;

public sealed class SessionAccessOnSqliteTests() : SessionAccessTests(DatabaseProduct.Sqlite);

public sealed class SessionAccessOnPostgresTests() : SessionAccessTests(DatabaseProduct.Postgres);

public abstract class SessionAccessTests(DatabaseProduct product) : StoreTests(product)
{
    private static readonly ClassroomUser Tutor = new("t1", UserType.Tutor);
    private static readonly ClassroomUser Student = new("s1", UserType.Student);
    private static readonly ClassroomUser Stranger = new("s2", UserType.Student);

    private readonly FakeAttendance _attendance = new();

    [Theory]
    [InlineData("t1", "tutor", true)]
    [InlineData("s1", "student", true)]
    [InlineData("s2", "student", false)]
    [InlineData("t1", "student", false)]
    [InlineData("s1", "tutor", false)]
    [InlineData("t1", "admin", false)]
    public async Task Only_its_tutor_and_its_student_use_a_session(string userId, string type, bool allowed)
    {
        await using var test = await OpenAsync();
        await test.Sessions.CreateAsync(new ClassroomSession("x", "t1", "s1", SessionStatus.Scheduled, CreatedByJoin: false));

        foreach (var environment in new[] { FakeEnvironment.Development, FakeEnvironment.Production })
        {
            var access = Access(test, environment);
            ((await access.FindAsync(new ClassroomUser(userId, UserTypeName.Parse(type)!.Value), "x")) is not null).ShouldBe(allowed);
            ((await access.JoinAsync(new ClassroomUser(userId, UserTypeName.Parse(type)!.Value, IsEphemeral: true), "x")) is not null).ShouldBe(allowed);
        }
    }

    [Fact]
    public async Task An_unknown_session_is_created_only_by_a_join_in_development()
    {
        await using var test = await OpenAsync();
        (await Access(test, FakeEnvironment.Production, createOnJoin: true).JoinAsync(Student, "x")).ShouldBeNull();
        (await Access(test, FakeEnvironment.Development, createOnJoin: false).JoinAsync(Student, "x")).ShouldBeNull();

        var access = Access(test, FakeEnvironment.Development);
        (await access.FindAsync(Student, "x")).ShouldBeNull();
        (await access.JoinAsync(new ClassroomUser("a", UserType.Admin), "x")).ShouldBeNull();
        (await access.JoinAsync(Student, new string('x', 101))).ShouldBeNull();
        (await access.JoinAsync(Student, "x")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Who_comes_first_holds_the_place_in_a_session_that_a_join_created()
    {
        await using var test = await OpenAsync();
        var access = Access(test, FakeEnvironment.Development);
        (await access.JoinAsync(Student, "x")).ShouldNotBeNull();
        (await access.JoinAsync(Tutor, "x")).ShouldNotBeNull();

        (await access.JoinAsync(Stranger, "x")).ShouldBeNull();
        (await access.FindAsync(Student, "x")).ShouldNotBeNull();
        (await Access(test, FakeEnvironment.Production).FindAsync(Stranger, "x")).ShouldBeNull();
    }

    [Fact]
    public async Task Asking_takes_no_place()
    {
        await using var test = await OpenAsync();
        var access = Access(test, FakeEnvironment.Development);
        (await access.IsOpenAsync(Student, "x")).ShouldBeTrue();
        (await test.Sessions.FindAsync("x")).ShouldBeNull();
        await access.JoinAsync(Tutor, "x");

        foreach (var asks in new[] { Stranger, Stranger with { IsEphemeral = true } })
        {
            (await access.FindAsync(asks, "x")).ShouldBeNull();
            (await access.IsOpenAsync(asks, "x")).ShouldBeTrue();
        }

        (await test.Sessions.FindAsync("x")).ShouldNotBeNull().StudentId.ShouldBeNull();
        (await access.JoinAsync(Student, "x")).ShouldNotBeNull();
        (await access.FindAsync(Student, "x")).ShouldNotBeNull();
        (await access.IsOpenAsync(Student, "x")).ShouldBeFalse();
        (await access.IsOpenAsync(Stranger, "x")).ShouldBeFalse();
        (await access.IsOpenAsync(new ClassroomUser("a", UserType.Admin), "y")).ShouldBeFalse();
        (await Access(test, FakeEnvironment.Production).IsOpenAsync(Student, "y")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_development_identity_that_changes_with_every_load_comes_back_in_when_the_old_one_is_gone()
    {
        await using var test = await OpenAsync();
        var access = Access(test, FakeEnvironment.Development);
        var before = new ClassroomUser("student-1", UserType.Student, IsEphemeral: true);
        var after = new ClassroomUser("student-2", UserType.Student, IsEphemeral: true);
        await access.JoinAsync(before, "x");
        _attendance.Join("x", "socket", before);

        (await access.JoinAsync(after, "x")).ShouldBeNull();
        _attendance.Leave("socket");
        (await access.JoinAsync(Stranger, "x")).ShouldBeNull();
        (await access.JoinAsync(after, "x"))!.StudentId.ShouldBe("student-2");
        (await access.FindAsync(before with { IsEphemeral = false }, "x")).ShouldBeNull();
    }

    [Fact]
    public async Task Two_first_joins_at_once_share_one_session()
    {
        await using var test = await OpenAsync();
        var access = Access(test, FakeEnvironment.Development);

        var sessions = await Task.WhenAll(access.JoinAsync(Tutor, "x"), access.JoinAsync(Student, "x"));

        sessions.ShouldAllBe(s => s != null);
        (await test.Sessions.FindAsync("x")).ShouldBe(new ClassroomSession("x", "t1", "s1", SessionStatus.Scheduled, CreatedByJoin: true));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_rooms_are_bare_ids_a_session_with_the_id_of_another_systems_is_none(bool areBare)
    {
        var allowed = !areBare;
        await using var test = await TestDatabase.OpenAsync();
        foreach (var id in new[] { "theirs", "ours" })
            await test.Sessions.CreateAsync(new ClassroomSession(id, "t1", "s1", SessionStatus.Scheduled, CreatedByJoin: false));
        var access = Access(test, FakeEnvironment.Development, createOnJoin: true, areBare ? RoomNaming.Compatible : RoomNaming.Prefixed);

        (await access.MayExistAsync("theirs")).ShouldBe(allowed);
        (await access.FindAsync(Tutor, "theirs") is not null).ShouldBe(allowed);
        (await access.JoinAsync(Tutor, "theirs") is not null).ShouldBe(allowed);
        (await access.IsOpenAsync(Stranger, "theirs-too")).ShouldBe(allowed);
        (await access.JoinAsync(Tutor, "theirs-too") is not null).ShouldBe(allowed);
        (await access.JoinAsync(Tutor, "ours")).ShouldNotBeNull();
        (await access.JoinAsync(Tutor, "new")).ShouldNotBeNull();
    }

    private SessionAccess Access(
        TestDatabase test, FakeEnvironment environment, bool? createOnJoin = null, RoomNaming names = RoomNaming.Prefixed)
    {
        var options = Options.Create(new ClassroomOptions { CreateSessionsOnJoin = createOnJoin, RoomNames = names });
        return new(
            test.Sessions,
            new SessionPresence(_attendance, _attendance.Rooms),
            new ClassroomRooms(options),
            new BareRooms([new ClassroomSessionRooms(test.Sessions, new ClassroomRooms(options)), new OthersSessions()]),
            options,
            environment);
    }

    private sealed class OthersSessions : ISessionRooms
    {
        public string System => "another";

        public ValueTask<bool> HasAsync(string id) => new(id.StartsWith("theirs", StringComparison.Ordinal));
    }
}
