using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Classroom.Contracts;

namespace SocketIoCompat.UnitTests.Handlers.Support;

internal static class TestMessages
{
    public static ChatMessage Text(string sessionId, string text, DateTimeOffset at) => new()
    {
        Id = ClassroomIds.NewMessageId(at),
        SessionId = sessionId,
        SenderId = "s1",
        SenderType = UserType.Student,
        Text = text,
        Timestamp = IsoTime.Format(at),
    };

    public static HistoryLimits Limits(int messages = 100, long bytes = 8_000_000) => new(messages, bytes, id => $"link:{id}");
}
