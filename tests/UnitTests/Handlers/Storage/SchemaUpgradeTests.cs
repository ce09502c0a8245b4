using Shouldly;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Classroom.Contracts;
using SocketIoCompat.UnitTests.Handlers.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Handlers.Storage;

public sealed class SchemaUpgradeOnSqliteTests() : SchemaUpgradeTests(DatabaseProduct.Sqlite);

public sealed class SchemaUpgradeOnPostgresTests() : SchemaUpgradeTests(DatabaseProduct.Postgres);

public abstract class SchemaUpgradeTests(DatabaseProduct product) : StoreTests(product)
{
    private static readonly ClassroomUser Student = new("s1", UserType.Student);

    public static TheoryData<string> Originals =>
        [nameof(OriginalSchemas.Documented), nameof(OriginalSchemas.ShippedFirst), nameof(OriginalSchemas.ShippedLast)];

    [Theory]
    [MemberData(nameof(Originals))]
    public async Task A_conversation_goes_on_in_the_tables_of_the_original(string schema)
    {
        await using var test = await OpenAsync(OriginalSchemas.Get(schema, Product));
        (await test.Sessions.FindAsync("old")).ShouldNotBeNull().IsParticipant(Student).ShouldBeTrue();

        var sent = (await test.Chat.AppendAsync(
            TestMessages.Text("old", "now", at: test.Time.GetUtcNow()) with { FileUrl = "data:,x", FileName = "x" },
            test.Time.GetUtcNow(),
            long.MaxValue))!;
        await test.RestartAsync();
        var history = await test.Chat.ReadNewestAsync("old", TestMessages.Limits());

        history.Select(m => m.Text).ShouldBe(["from before", "now"]);
        history[0].Timestamp.ShouldBe("2025-11-28T10:00:01.000Z");
        history[1].Id.ShouldBe(sent.Id);
        history[1].FileUrl.ShouldBe("data:,x");
        (await test.Chat.FindFileAsync(sent.Id)).ShouldNotBeNull().SessionId.ShouldBe("old");
    }

    [Theory]
    [MemberData(nameof(Originals))]
    public async Task A_user_may_come_and_go_many_times(string schema)
    {
        await using var test = await OpenAsync(OriginalSchemas.Get(schema, Product));
        for (var i = 0; i < 3; i++)
        {
            await test.Sessions.RecordJoinAsync("old", Student, $"socket{i}");
            await test.Sessions.RecordLeaveAsync("old", Student);
        }

        await test.Sessions.RecordJoinAsync("old", Student, "last");

        (await test.QueryAsync<string>("SELECT socket_id FROM session_participants WHERE user_id = 's1' AND is_active"))
            .ShouldBe(["last"]);
        (await test.QueryAsync<int>("SELECT COUNT(*) FROM session_participants")).ShouldBe([1]);
    }

    [Fact]
    public async Task A_row_of_the_past_beside_an_active_one_takes_over_the_times()
    {
        await using var test = await OpenAsync(
            OriginalSchemas.ShippedFirst +
            """
            INSERT INTO session_participants (id, session_id, user_id, user_type, is_active) VALUES ('p1', 'old', 's1', 'student', FALSE);
            INSERT INTO session_participants (id, session_id, user_id, user_type, is_active) VALUES ('p2', 'old', 's1', 'student', TRUE);
            """);

        await test.Sessions.RecordLeaveAsync("old", Student);

        (await test.QueryAsync<string>("SELECT id FROM session_participants WHERE NOT is_active AND left_at IS NOT NULL"))
            .ShouldBe(["p1"]);
        (await test.QueryAsync<int>("SELECT COUNT(*) FROM session_participants")).ShouldBe([1]);
    }

    [Theory]
    [MemberData(nameof(Originals))]
    public async Task New_sessions_fit_into_old_tables(string schema)
    {
        await using var test = await OpenAsync(OriginalSchemas.Get(schema, Product));
        var open = new ClassroomSession("new", TutorId: "t1", StudentId: null, SessionStatus.Scheduled, CreatedByJoin: true);

        (await test.Sessions.CreateAsync(open)).ShouldBeTrue();
        (await test.Sessions.CreateAsync(open)).ShouldBeFalse();

        (await test.Sessions.FindAsync("new")).ShouldBe(open);
        (await test.Sessions.ClaimAsync("new", Student, holder: null)).ShouldBe(open with { StudentId = "s1" });
    }

    [Theory]
    [MemberData(nameof(Originals))]
    public async Task Nothing_is_dropped_and_a_second_start_changes_nothing(string schema)
    {
        await using var test = await OpenAsync(OriginalSchemas.Get(schema, Product));
        var after = await ColumnsAsync(test);
        await test.RestartAsync();

        (await ColumnsAsync(test)).ShouldBe(after);
        (await test.QueryAsync<string>("SELECT id FROM schema_versions ORDER BY id")).ShouldBe([
            "classroom/1", "classroom/2", "classroom/3", "classroom/4", "identity/1", "keys/1", "meeting-rooms/1", "project-chat/1",
            "recordings/1", "recordings/2", "support-sessions/1", "user-calls/1", "users/1"]);
        if (schema == nameof(OriginalSchemas.ShippedFirst))
            after.ShouldContain("sessions.lesson_material_id");
    }

    private Task<IReadOnlyList<string>> ColumnsAsync(TestDatabase test) => test.QueryAsync<string>(Product is DatabaseProduct.Postgres
        ? "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1"
        : "SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY 1");
}
