using System.Text.Json;
using Shouldly;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Classroom.Contracts;
using SocketIoCompat.UnitTests.Handlers.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Handlers.Classroom;

public sealed class ChatStoreOnSqliteTests() : ChatStoreTests(DatabaseProduct.Sqlite);

public sealed class ChatStoreOnPostgresTests() : ChatStoreTests(DatabaseProduct.Postgres);

public abstract class ChatStoreTests(DatabaseProduct product) : StoreTests(product)
{
    private const long NoBound = long.MaxValue;

    [Fact]
    public async Task A_message_outlives_a_restart_with_all_it_had()
    {
        await using var test = await OpenAsync();
        var now = test.Time.GetUtcNow();
        var message = TestMessages.Text("x", "I has a dog 🐶", now) with
        {
            Correction = "I have a dog",
            FileUrl = "data:image/png;base64,AAAA",
            FileName = "dog.png",
            FileType = "image",
            FileSize = 3,
        };

        (await test.Chat.AppendAsync(message, now, NoBound)).ShouldBe(message);
        await test.RestartAsync();

        (await test.Chat.ReadNewestAsync("x", TestMessages.Limits())).ShouldBe([message]);
        (await test.Chat.ReadNewestAsync("y", TestMessages.Limits())).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_history_holds_the_newest_oldest_first()
    {
        await using var test = await OpenAsync();
        for (var i = 0; i < 105; i++)
        {
            if (i % 2 == 0)
                test.Time.Advance(TimeSpan.FromMilliseconds(1)); // two messages in each millisecond
            await AppendAsync(test, $"{i}");
        }

        var history = await test.Chat.ReadNewestAsync("x", TestMessages.Limits());

        history.Select(m => m.Text).ShouldBe(Enumerable.Range(5, 100).Select(i => $"{i}"));
    }

    [Fact]
    public async Task Attachments_beyond_the_size_become_links_the_oldest_first()
    {
        await using var test = await OpenAsync();
        var ids = new List<string>();
        foreach (var size in new[] { 100, 40_000, 50_000, 30_000 })
            ids.Add((await AppendAsync(test, "file", "data:," + new string('a', size))).Id);

        var history = await test.Chat.ReadNewestAsync("x", TestMessages.Limits(bytes: 100_000));

        history.Select(m => m.Id).ShouldBe(ids);
        history[0].FileUrl.ShouldBe($"link:{ids[0]}"); // small, but older than one that did not fit
        history[1].FileUrl.ShouldBe($"link:{ids[1]}");
        history[2].FileUrl!.Length.ShouldBe(50_006);
        history[3].FileUrl!.Length.ShouldBe(30_006);
        (await test.Chat.FindFileAsync(ids[1]))!.Url.Length.ShouldBe(40_006);
        JsonSerializer.SerializeToUtf8Bytes(history).Length.ShouldBeLessThan(100_000);
    }

    [Fact]
    public async Task Texts_beyond_the_size_end_the_history()
    {
        await using var test = await OpenAsync();
        for (var i = 0; i < 20; i++)
            await AppendAsync(test, $"{i} " + new string('ä', 10_000));

        var history = await test.Chat.ReadNewestAsync("x", TestMessages.Limits(bytes: 250_000));

        history.Count.ShouldBeInRange(1, 10);
        history[^1].Text.ShouldStartWith("19 ");
        JsonSerializer.SerializeToUtf8Bytes(history).Length.ShouldBeLessThan(250_000);
    }

    [Fact]
    public async Task Only_messages_with_a_file_have_a_file()
    {
        await using var test = await OpenAsync();
        var message = await AppendAsync(test, "no file");

        (await test.Chat.FindFileAsync(message.Id)).ShouldBeNull();
        (await test.Chat.FindFileAsync("unknown")).ShouldBeNull();
        (await test.Chat.ReadNewestAsync("x", TestMessages.Limits()))[0].FileUrl.ShouldBeNull();
    }

    [Fact]
    public async Task Many_messages_at_once_are_all_stored()
    {
        await using var test = await OpenAsync();

        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => AppendAsync(test, $"{i}")));

        (await test.QueryAsync<int>("SELECT COUNT(*) FROM chat_messages")).ShouldBe([300]);
    }

    [Fact]
    public async Task A_sessions_attachments_are_bounded_and_its_texts_are_not()
    {
        await using var test = await OpenAsync();
        var file = "data:," + new string('a', 494);
        await AppendAsync(test, "one", file);
        await AppendAsync(test, "text");

        var now = test.Time.GetUtcNow();
        (await test.Chat.AppendAsync(File("x", "too much"), now, maxFileBytes: 999)).ShouldBeNull();
        (await test.Chat.AppendAsync(File("y", "another session"), now, maxFileBytes: 999)).ShouldNotBeNull();
        (await test.Chat.AppendAsync(File("x", "two"), now, maxFileBytes: 1000)).ShouldNotBeNull();
        (await test.Chat.AppendAsync(TestMessages.Text("x", "text again", now), now, maxFileBytes: 1)).ShouldNotBeNull();

        (await test.Chat.ReadNewestAsync("x", TestMessages.Limits())).Select(m => m.Text).ShouldBe(["one", "text", "two", "text again"]);

        ChatMessage File(string sessionId, string text) => TestMessages.Text(sessionId, text, now) with { FileUrl = file };
    }

    private static async Task<ChatMessage> AppendAsync(TestDatabase test, string text, string? fileUrl = null)
    {
        var now = test.Time.GetUtcNow();
        return (await test.Chat.AppendAsync(TestMessages.Text("x", text, now) with { FileUrl = fileUrl }, now, NoBound))!;
    }
}
