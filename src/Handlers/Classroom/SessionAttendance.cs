using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocketIoCompat.Handlers.Classroom.Contracts;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary>
/// Brings sockets into sessions and out of them, and tells the session, in the contract's order. What the tables keep of it
/// is a record: a lesson goes on when it cannot be written.
/// </summary>
internal sealed partial class SessionAttendance(
    [FromKeyedServices(SystemNames.Classroom)] Namespace io,
    ISessionStore store,
    SessionPresence presence,
    ClassroomRooms rooms,
    JoinClock clock,
    SessionGate gate,
    ILogger<SessionAttendance> logger)
{
    /// <summary>All in the session, the joiner included, get <c>session:user-joined</c> and <c>session:state</c>.</summary>
    public async Task JoinAsync(Socket socket, ClassroomConnection connection, ClassroomSession session)
    {
        var user = connection.User;
        var room = rooms.Session(session.Id);
        await socket.JoinAsync(room);
        connection.SessionId = session.Id;
        await RecordAsync(session.Id, () => store.RecordJoinAsync(session.Id, user, socket.Id));

        SessionState state;
        using (await gate.EnterAsync(session.Id))
        {
            socket.Data[Attendee.JoinedAtKey] = clock.Next();
            socket.Data[Attendee.SessionIdKey] = session.Id;
            state = await presence.GetStateAsync(session.Id);
            await io.To(room).EmitAsync(ClassroomEvents.UserJoined, new SessionUser(user.UserId, user.Type));
            await io.To(room).EmitAsync(ClassroomEvents.State, state);
        }

        if (state.Status == "active" && session.Status == SessionStatus.Scheduled)
        {
            await RecordAsync(session.Id, () => store.MarkStartedAsync(session.Id));
        }
    }

    /// <summary>
    /// Nothing when the socket is in no session. The others get <c>chat:typing</c> if it is still true, then on a disconnect
    /// <c>webrtc:peer-left</c>, <c>session:user-left</c> when it was the user's last socket there, and <c>session:state</c>.
    /// </summary>
    public async Task LeaveAsync(Socket socket, ClassroomConnection connection, bool isDisconnect = false)
    {
        if (connection.SessionId is not { } sessionId)
        {
            return;
        }

        var user = connection.User;
        var wasTyping = connection.IsTyping;
        connection.SessionId = null;
        connection.IsTyping = false;
        var room = rooms.Session(sessionId);
        await socket.LeaveAsync(room);
        socket.Data[Attendee.SessionIdKey] = null;
        bool isGone;
        using (await gate.EnterAsync(sessionId))
        {
            (isGone, var state) = await presence.GetDepartureAsync(sessionId, user);
            if (wasTyping)
            {
                await socket.To(room).EmitAsync(ClassroomEvents.Typing, new Typing(user.UserId, IsTyping: false));
            }

            if (isGone && isDisconnect)
            {
                await socket.To(room).EmitAsync(ClassroomEvents.PeerLeft);
            }

            if (isGone)
            {
                await socket.To(room).EmitAsync(ClassroomEvents.UserLeft, new SessionUser(user.UserId, user.Type));
            }

            await socket.To(room).EmitAsync(ClassroomEvents.State, state);
        }

        if (isGone)
        {
            await RecordAsync(sessionId, () => store.RecordLeaveAsync(sessionId, user));
        }
    }

    private async Task RecordAsync(string sessionId, Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (Exception exception) when (exception is DatabaseBusyException or DbException)
        {
            LogNotRecorded(logger, sessionId, exception);
        }
    }

    [LoggerMessage(3211, LogLevel.Warning, "Who came or went in session {SessionId} could not be recorded")]
    private static partial void LogNotRecorded(ILogger logger, string sessionId, Exception exception);
}
