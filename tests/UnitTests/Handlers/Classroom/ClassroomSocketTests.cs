using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Classroom.Contracts;
using SocketIoCompat.UnitTests.Handlers.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Handlers.Classroom;

public sealed class ClassroomSocketTests
{
    [Fact]
    public async Task A_notification_reaches_the_user_of_its_type_alone()
    {
        await using var classroom = await ClassroomSockets.StartAsync();
        await using var tutor = await classroom.TutorAsync("42");
        await using var student = await classroom.StudentAsync("42");
        foreach (var client in new[] { tutor, student })
        {
            await client.SendAsync("""42["notification:subscribe"]""");
            await client.ReceiveAsync("notification:list");
        }

        var id = await classroom.Server.Services.GetRequiredService<NotificationService>()
            .NotifyAsync(new NewNotification("42", UserType.Tutor, "system", "for the tutor", "text"));
        await tutor.ReceiveAsync("notification:new", id);
        await student.SendAsync($"42[\"notification:mark-read\",\"{id}\"]");
        await student.SendAsync("""42["notification:get-all"]""");

        var got = await student.ReceiveUntilAsync("notification:list");
        got.ShouldHaveSingleItem().ShouldContain("NOT_FOUND");
        await tutor.SendAsync("""42["notification:get-all"]""");
        (await tutor.ReceiveAsync("notification:list")).ShouldContain("\"unreadCount\":1");
    }

    [Fact]
    public async Task A_tutor_and_a_student_of_the_same_id_call_each_other()
    {
        await using var classroom = await ClassroomSockets.StartAsync();
        var (tutor, student) = await classroom.LessonAsync("l", "42", "42");

        await tutor.SendAsync("""42["webrtc:offer",{"offer":{"sdp":"o"},"to":"42"}]""");
        (await student.ReceiveAsync("webrtc:offer")).ShouldContain("\"from\":\"42\"");
        await student.SendAsync("""42["webrtc:answer",{"answer":{"sdp":"a"},"to":"42"}]""");
        await tutor.ReceiveAsync("webrtc:answer");

        await student.SendAsync("""42["session:leave"]""");
        await tutor.ReceiveAsync("session:user-left");
        await tutor.SendAsync("""42["webrtc:offer",{"offer":{"sdp":"o"},"to":"42"}]""");
        (await tutor.ReceiveAsync("session:error", "webrtc:offer")).ShouldContain("INVALID");
    }

    [Fact]
    public async Task An_attachment_that_the_session_has_no_room_for_is_refused_as_a_message_is()
    {
        await using var classroom = await ClassroomSockets.StartAsync(
            new() { ["MaxAttachmentBytes"] = "600", ["MaxAttachmentBytesPerSession"] = "1000" });
        var (tutor, _) = await classroom.LessonAsync("l", "t", "s");
        var file = "data:," + new string('a', 594);

        await tutor.SendAsync($$"""42["chat:send",{"sessionId":"l","text":"one","fileUrl":"{{file}}"}]""");
        (await tutor.ReceiveAsync("chat:message")).ShouldContain("\"text\":\"one\"");
        await tutor.SendAsync($$"""42["chat:send",{"sessionId":"l","text":"two","fileUrl":"{{file}}"}]""");
        (await tutor.ReceiveAsync("chat:message")).ShouldContain("\"id\":\"error\"");
        await tutor.SendAsync("""42["chat:send",{"sessionId":"l","text":"three"}]""");
        (await tutor.ReceiveAsync("chat:message")).ShouldContain("\"text\":\"three\"");
    }

    [Fact]
    public async Task Large_messages_use_up_the_burst()
    {
        await using var classroom = await ClassroomSockets.StartAsync(
            new() { ["EventBurst"] = "25", ["EventsPerSecond"] = "30" }, services => services.AddSingleton<TimeProvider>(new ManualTime()));
        var (tutor, _) = await classroom.LessonAsync("l", "t", "s");
        var file = "data:," + new string('a', 900_000);

        await tutor.SendAsync($$"""42["chat:send",{"sessionId":"l","text":"one","fileUrl":"{{file}}"}]""");
        (await tutor.ReceiveAsync("chat:message")).ShouldContain("\"text\":\"one\"");
        await tutor.SendAsync($$"""42["chat:send",{"sessionId":"l","text":"two","fileUrl":"{{file}}"}]""");
        (await tutor.ReceiveAsync("chat:message")).ShouldContain("\"id\":\"error\"");
    }

    [Theory]
    [InlineData(5000, "\"sessionId\":\"\"")]
    [InlineData(50, "\"sessionId\":\"xxxxx")]
    public async Task A_refusal_repeats_only_what_can_be_a_sessions_id(int length, string expected)
    {
        await using var classroom = await ClassroomSockets.StartAsync();
        await using var student = await classroom.StudentAsync("s");

        await student.SendAsync($$"""42["chat:send",{"sessionId":"{{new string('x', length)}}","text":"hello"}]""");

        var refusal = await student.ReceiveAsync("chat:message", "\"id\":\"error\"");
        refusal.ShouldContain(expected);
        refusal.Length.ShouldBeLessThan(500);
    }

    [Fact]
    public async Task Messages_are_told_in_the_order_in_which_they_were_stored()
    {
        var store = new SlowFirstStore();
        await using var classroom = await ClassroomSockets.StartAsync(services: services => services.AddSingleton<IChatStore>(store));
        var (tutor, student) = await classroom.LessonAsync("l", "t", "s");

        await tutor.SendAsync("""42["chat:send",{"sessionId":"l","text":"first"}]""");
        await store.FirstArrived.Task;
        await student.SendAsync("""42["chat:send",{"sessionId":"l","text":"second"}]""");
        await store.SecondArrived.Task;
        store.FinishFirst();

        foreach (var client in new[] { tutor, student })
        {
            (await client.ReceiveAsync("chat:message")).ShouldContain("first");
            (await client.ReceiveAsync("chat:message")).ShouldContain("second");
        }
    }

    /// <summary>Ends the first message's storing when told to, every other's at once.</summary>
    private sealed class SlowFirstStore : IChatStore
    {
        private readonly TaskCompletionSource<ChatMessage?> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ConcurrentQueue<ChatMessage> _stored = new();

        public TaskCompletionSource FirstArrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource SecondArrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<ChatMessage?> AppendAsync(ChatMessage message, DateTimeOffset sentAt, long maxFileBytes)
        {
            _stored.Enqueue(message);
            if (_stored.Count == 1)
            {
                FirstArrived.SetResult();
                return _first.Task;
            }

            SecondArrived.SetResult();
            return Task.FromResult<ChatMessage?>(message);
        }

        public void FinishFirst() => _first.SetResult(_stored.First());

        public Task<IReadOnlyList<ChatMessage>> ReadNewestAsync(string sessionId, HistoryLimits limits) =>
            Task.FromResult<IReadOnlyList<ChatMessage>>([.. _stored]);

        public Task<StoredFile?> FindFileAsync(string messageId) => Task.FromResult<StoredFile?>(null);
    }
}
