using System.Text.Json;
using Shouldly;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.UnitTests.Handlers.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Handlers.Classroom;

public sealed class NotificationStoreOnSqliteTests() : NotificationStoreTests(DatabaseProduct.Sqlite);

public sealed class NotificationStoreOnPostgresTests() : NotificationStoreTests(DatabaseProduct.Postgres);

public abstract class NotificationStoreTests(DatabaseProduct product) : StoreTests(product)
{
    private static readonly ClassroomUser User = new("u", UserType.Student);
    private static readonly ClassroomUser Other = new("other", UserType.Student);

    [Fact]
    public async Task Notifications_are_listed_newest_first_and_counted()
    {
        await using var test = await OpenAsync();
        for (var i = 0; i < 3; i++)
            await CreateAsync(test, User, $"{i}");
        await CreateAsync(test, Other, "x");

        var page = await test.Notifications.ReadAsync(User, limit: 2, offset: 1);

        page.Notifications.Select(n => n.Title).ShouldBe(["1", "0"]);
        page.UnreadCount.ShouldBe(3);
        page.Notifications[0].Data!.Value.GetProperty("n").GetString().ShouldBe("1");
        page.Notifications[0].Timestamp.ShouldBe("2026-03-01T12:00:00.000Z");
    }

    [Fact]
    public async Task Reading_counts_down_and_touches_only_the_users_own()
    {
        await using var test = await OpenAsync();
        var mine = await CreateAsync(test, User, "1");
        await CreateAsync(test, User, "2");
        var foreign = await CreateAsync(test, Other, "3");

        (await test.Notifications.MarkReadAsync(User, mine)).ShouldBe(1);
        (await test.Notifications.MarkReadAsync(User, mine)).ShouldBe(1);
        (await test.Notifications.MarkReadAsync(User, foreign)).ShouldBeNull();
        await test.Notifications.MarkAllReadAsync(User);

        (await test.Notifications.ReadAsync(User, 10, 0)).UnreadCount.ShouldBe(0);
        (await test.Notifications.ReadAsync(Other, 10, 0)).UnreadCount.ShouldBe(1);
    }

    [Fact]
    public async Task A_tutor_and_a_student_of_the_same_id_have_each_their_own()
    {
        await using var test = await OpenAsync();
        var tutor = User with { Type = UserType.Tutor };
        var tutors = await CreateAsync(test, tutor, "for the tutor");
        await CreateAsync(test, User, "for the student");

        (await test.Notifications.MarkReadAsync(User, tutors)).ShouldBeNull();
        await test.Notifications.MarkAllReadAsync(User);

        var page = await test.Notifications.ReadAsync(tutor, 10, 0);
        page.Notifications.Select(n => n.Title).ShouldBe(["for the tutor"]);
        page.UnreadCount.ShouldBe(1);
        (await test.Notifications.ReadAsync(User, 10, 0)).Notifications.Select(n => n.Title).ShouldBe(["for the student"]);
    }

    [Fact]
    public async Task What_has_no_type_is_a_students()
    {
        await using var test = await OpenAsync();
        await test.ExecuteAsync("INSERT INTO notifications (id, user_id, title) VALUES ('n', 'u', 'old')");

        (await test.Notifications.ReadAsync(User, 10, 0)).UnreadCount.ShouldBe(1);
        (await test.Notifications.ReadAsync(User with { Type = UserType.Tutor }, 10, 0)).UnreadCount.ShouldBe(0);
        (await test.Notifications.MarkReadAsync(User, "n")).ShouldBe(0);
    }

    private static async Task<string> CreateAsync(TestDatabase test, ClassroomUser user, string title) =>
        (await test.Notifications.CreateAsync(new NewNotification(
            user.UserId, user.Type, "system", title, "text", JsonSerializer.SerializeToElement(new { n = title })))).Id;
}
