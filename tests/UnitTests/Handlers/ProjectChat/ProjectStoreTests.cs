using SocketIoCompat.Handlers.ProjectChat;
using SocketIoCompat.Handlers.ProjectChat.Stores;
using SocketIoCompat.UnitTests.Handlers.Support;

namespace SocketIoCompat.UnitTests.Handlers.ProjectChat;

public sealed class ProjectStoreOnSqliteTests() : ProjectStoreTests(DatabaseProduct.Sqlite);

public sealed class ProjectStoreOnPostgresTests() : ProjectStoreTests(DatabaseProduct.Postgres);

public abstract class ProjectStoreTests(DatabaseProduct product) : StoreTests(product)
{
    [Fact]
    public async Task Messages_receipts_reactions_and_unread_counts()
    {
        await using var test = await OpenAsync();
        var projects = new SqlProjectStore(test.Database, test.Time);
        var messages = new SqlMessageStore(test.Database, test.Time);
        var project = await projects.CreateAsync("Film", "ann", "bob", null);
        var first = await messages.AppendAsync(Message(project.Id, "one"));
        var second = await messages.AppendAsync(Message(project.Id, "two"));

        (await messages.CountUnreadAsync("bob", [project])).Single().UnreadCount.ShouldBe(2);
        await messages.MarkAsync(first.Id, "bob", isRead: false);
        await messages.MarkAsync(first.Id, "bob", isRead: true);
        (await messages.CountUnreadAsync("bob", [project])).Single().UnreadCount.ShouldBe(1);
        (await messages.ReactAsync(second.Id, "bob", "👍"))!.Reactions.Count.ShouldBe(1);
        (await messages.ReactAsync(second.Id, "bob", "👍"))!.Reactions.ShouldBeEmpty();
        (await messages.ToggleAsync(second.Id, MessageFlag.Pinned))!.IsPinned.ShouldBe(1);

        var history = await messages.ReadNewestAsync(project.Id, 10);
        history.Select(m => m.Content).ShouldBe(["one", "two"]);
        (history[0].Status, history[0].IsRead).ShouldBe(("read", 1));
        history[0].ReadBy.ShouldBe(["bob"]);
        (await messages.ReadReceiptsAsync(first.Id)).Single().UserId.ShouldBe("bob");
        await messages.MarkProjectReadAsync(project.Id, "bob");
        (await messages.CountUnreadAsync("bob", [project])).Single().UnreadCount.ShouldBe(0);
    }

    [Fact]
    public async Task Members_come_ask_and_go()
    {
        await using var test = await OpenAsync();
        var projects = new SqlProjectStore(test.Database, test.Time);
        var project = await projects.CreateAsync("Film", "ann", "bob", null);
        var request = await projects.RequestJoinAsync(project.Id, "cat", "Cat");
        (await projects.ListJoinRequestsAsync(project.Id)).Single().Id.ShouldBe(request.Id);
        (await projects.AnswerJoinRequestAsync(project.Id, request.Id, isApproved: true, "ann"))!.Status.ShouldBe("approved");
        (await projects.FindRosterAsync(project.Id))!.MemberIds.Order(StringComparer.Ordinal).ShouldBe(["ann", "bob", "cat"]);
        var member = (await projects.ListMembersAsync(project.Id)).Single(m => m.UserId == "cat");
        (await projects.RemoveMemberAsync(project.Id, member.Id, "ann")).ShouldBeTrue();
        (await projects.RemoveMemberAsync(project.Id, member.Id, "ann")).ShouldBeFalse();
        (await projects.FindAccessStatusAsync(project.Id, "cat")).ShouldBe("removed");
        (await projects.ListAsync("bob")).Single().Id.ShouldBe(project.Id);
        await projects.JoinUnknownAsync("nobody-made-it", "dan");
        (await projects.ListAsync("dan")).Single().Id.ShouldBe("nobody-made-it");
    }

    private static NewMessage Message(string projectId, string content) => new(projectId, "ann", null, content, "text", null, null);
}
