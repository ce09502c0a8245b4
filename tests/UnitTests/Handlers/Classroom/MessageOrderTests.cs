using Shouldly;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Classroom.Contracts;
using SocketIoCompat.UnitTests.Handlers.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Handlers.Classroom;

public sealed class MessageOrderTests
{
    private readonly MessageOrder _order = new();
    private readonly List<string> _told = [];

    [Fact]
    public async Task Who_was_stored_first_is_told_first_whatever_ends_first()
    {
        var stores = Enumerable.Range(0, 3).Select(_ => new TaskCompletionSource<ChatMessage?>()).ToList();
        var sending = stores.Select((store, i) => SendAsync($"{i}", store.Task)).ToList();

        stores[2].SetResult(Message("2"));
        stores[1].SetResult(Message("1"));
        _told.ShouldBeEmpty();
        stores[0].SetResult(Message("0"));
        await Task.WhenAll(sending);

        _told.ShouldBe(["0", "1", "2"]);
    }

    [Fact]
    public async Task One_that_fails_or_has_no_room_lets_the_next_pass_but_not_past_those_before()
    {
        var first = new TaskCompletionSource<ChatMessage?>();
        var one = SendAsync("one", first.Task);
        var failed = SendAsync("failed", Task.FromException<ChatMessage?>(new IOException()));
        var full = SendAsync("full", Task.FromResult<ChatMessage?>(null));
        var last = SendAsync("last", Task.FromResult<ChatMessage?>(Message("last")));
        _told.ShouldBeEmpty();

        first.SetResult(Message("one"));

        await Should.ThrowAsync<IOException>(() => failed);
        (await full).ShouldBeNull();
        (await last).ShouldNotBeNull();
        await one;
        _told.ShouldBe(["one", "last"]);
    }

    [Fact]
    public async Task A_store_that_refuses_takes_no_turn()
    {
        await Should.ThrowAsync<InvalidOperationException>(() => _order.StoreAndTellAsync("x", () => throw new InvalidOperationException(), _ => default));

        await SendAsync("next", Task.FromResult<ChatMessage?>(Message("next")));
        _told.ShouldBe(["next"]);
    }

    [Fact]
    public async Task A_telling_that_fails_does_not_hold_up_the_next()
    {
        await Should.ThrowAsync<IOException>(() => _order.StoreAndTellAsync(
            "x", () => Task.FromResult<ChatMessage?>(Message("a")), _ => ValueTask.FromException(new IOException())));

        await SendAsync("next", Task.FromResult<ChatMessage?>(Message("next")));
        _told.ShouldBe(["next"]);
    }

    private static ChatMessage Message(string text) => TestMessages.Text("x", text, DateTimeOffset.UnixEpoch);

    private Task<ChatMessage?> SendAsync(string text, Task<ChatMessage?> storing) => _order.StoreAndTellAsync("x", () => storing, message =>
    {
        message.Text.ShouldBe(text);
        _told.Add(text);
        return default;
    });
}
