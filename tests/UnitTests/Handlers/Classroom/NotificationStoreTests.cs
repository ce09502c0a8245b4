using System.Text.Json;
using Shouldly;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.UnitTests.Handlers.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Handlers.Classroom;

public sealed class NotificationStoreTests
{
    [Fact]
    public async Task Notifications_are_listed_newest_first_and_counted()
    {
        await using var test = await TestDatabase.OpenAsync();
        for (var i = 0; i < 3; i++)
            await CreateAsync(test, "u", $"{i}");
        await CreateAsync(test, "other", "x");

        var page = await test.Notifications.ReadAsync("u", limit: 2, offset: 1);

        page.Notifications.Select(n => n.Title).ShouldBe(["1", "0"]);
        page.UnreadCount.ShouldBe(3);
        page.Notifications[0].Data!.Value.GetProperty("n").GetString().ShouldBe("1");
        page.Notifications[0].Timestamp.ShouldBe("2026-03-01T12:00:00.000Z");
    }

    [Fact]
    public async Task Reading_counts_down_and_touches_only_the_users_own()
    {
        await using var test = await TestDatabase.OpenAsync();
        var mine = await CreateAsync(test, "u", "1");
        await CreateAsync(test, "u", "2");
        var foreign = await CreateAsync(test, "other", "3");

        (await test.Notifications.MarkReadAsync("u", mine)).ShouldBe(1);
        (await test.Notifications.MarkReadAsync("u", mine)).ShouldBe(1);
        (await test.Notifications.MarkReadAsync("u", foreign)).ShouldBeNull();
        await test.Notifications.MarkAllReadAsync("u");

        (await test.Notifications.ReadAsync("u", 10, 0)).UnreadCount.ShouldBe(0);
        (await test.Notifications.ReadAsync("other", 10, 0)).UnreadCount.ShouldBe(1);
    }

    private static async Task<string> CreateAsync(TestDatabase test, string userId, string title) =>
        (await test.Notifications.CreateAsync(new NewNotification(
            userId, UserType.Student, "system", title, "text", JsonSerializer.SerializeToElement(new { n = title })))).Id;
}
