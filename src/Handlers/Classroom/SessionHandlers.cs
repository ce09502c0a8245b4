using System.Data.Common;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Classroom.Contracts;
using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary><c>session:join</c>, <c>session:leave</c>, <c>session:end-lesson</c> and the end of a connection.</summary>
internal sealed partial class SessionHandlers(
    ClassroomEntrance entrance,
    SessionAccess access,
    SessionAttendance attendance,
    ISessionStore store,
    ClassroomRooms rooms,
    IHighlightStore highlights,
    IOptions<ClassroomOptions> options,
    ILogger<SessionHandlers> logger)
{
    private const string DefaultEndMessage = "The tutor has ended the lesson. Thank you for learning with us!";

    [On("session:join")]
    public async Task Join(Socket socket, RawValue? payload = null)
    {
        const string Event = "session:join";
        if (!entrance.TryEnter(socket, Event, payload, out var connection))
        {
            return;
        }

        if (Payload.Read<SessionReference>(payload)?.SessionId is not { } sessionId || !ClassroomIds.IsValid(sessionId))
        {
            await socket.RefuseArgumentsAsync(Event);
            return;
        }

        ClassroomSession? session;
        try
        {
            session = await access.JoinAsync(connection.User, sessionId);
        }
        catch (Exception exception) when (exception is DatabaseBusyException or DbException)
        {
            LogNoSession(logger, sessionId, exception);
            await socket.RefuseUnavailableAsync(Event);
            return;
        }

        if (session is null)
        {
            await socket.RefuseSessionAsync(Event);
            return;
        }

        if (connection.SessionId is { } current && current != sessionId)
        {
            await attendance.LeaveAsync(socket, connection);
        }

        await attendance.JoinAsync(socket, connection, session);
        if (connection.AwaitedHighlights == sessionId)
        {
            connection.AwaitedHighlights = null;
            await socket.EmitAsync(ClassroomEvents.HighlightSync, new HighlightSync(highlights.Read(sessionId)));
        }
    }

    [On("session:leave")]
    public async Task Leave(Socket socket)
    {
        if (entrance.TryEnter(socket, "session:leave", payload: null, out var connection))
        {
            await attendance.LeaveAsync(socket, connection);
        }
    }

    [On("session:end-lesson")]
    public async Task EndLesson(Socket socket, RawValue? payload = null)
    {
        const string Event = "session:end-lesson";
        if (!entrance.TryEnter(socket, Event, payload, out var connection))
        {
            return;
        }

        if (connection.SessionId is not { } sessionId || connection.User.Type != UserType.Tutor)
        {
            await socket.RefuseAsync(Event, Refusal.Forbidden, "Only the tutor of the joined session ends its lesson.");
            return;
        }

        var message = Payload.Read<EndLesson>(payload)?.Message;
        if (message?.Length > options.Value.MaxTextLength)
        {
            await socket.RefuseArgumentsAsync(Event);
            return;
        }

        await socket.To(rooms.Session(sessionId)).EmitAsync(
            ClassroomEvents.LessonEnded,
            new LessonEnded(connection.User.UserId, string.IsNullOrEmpty(message) ? DefaultEndMessage : message));
        try
        {
            await store.MarkCompletedAsync(sessionId);
        }
        catch (Exception exception) when (exception is DatabaseBusyException or DbException)
        {
            LogNoSession(logger, sessionId, exception);
        }
    }

    [On("disconnecting")]
    public async Task Disconnecting(Socket socket)
    {
        if (socket.Data.Get<ClassroomConnection>() is { } connection)
        {
            await attendance.LeaveAsync(socket, connection, isDisconnect: true);
        }
    }

    [LoggerMessage(3210, LogLevel.Warning, "The database did not answer for session {SessionId}")]
    private static partial void LogNoSession(ILogger logger, string sessionId, Exception exception);
}
