using SocketIoCompat.Handlers.Classroom.Contracts;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary>
/// Who is in which session now. Counts users, not sockets: a user with two tabs is one participant, represented by the tab that
/// joined last.
/// </summary>
internal sealed class SessionPresence(IAttendance attendance, ClassroomRooms rooms)
{
    public async ValueTask<SessionState> GetStateAsync(string sessionId) => ToState(sessionId, await ReadAsync(sessionId));

    /// <summary>How the session is after a socket of this user has left it, and whether he has no other there.</summary>
    public async ValueTask<Departure> GetDepartureAsync(string sessionId, ClassroomUser user)
    {
        var there = await ReadAsync(sessionId);
        return new Departure(!there.Exists(attendee => attendee.Is(user)), ToState(sessionId, there));
    }

    /// <summary>
    /// The socket of the user with this id that joined the session last; null when nobody else of that id is there.
    /// A tutor and a student may have the same id, so only <paramref name="asking"/> himself is left out.
    /// </summary>
    public async ValueTask<string?> FindLatestSocketAsync(string sessionId, string userId, ClassroomUser asking) =>
        (await ReadAsync(sessionId)).FindLast(attendee => attendee.UserId == userId && !attendee.Is(asking))?.SocketId;

    /// <summary>True while a user of this type with this id has a socket in the session.</summary>
    public async ValueTask<bool> IsPresentAsync(string sessionId, UserType type, string userId) =>
        (await ReadAsync(sessionId)).Exists(attendee => attendee.Type == type && attendee.UserId == userId);

    // In the order of joining.
    private async ValueTask<List<Attendee>> ReadAsync(string sessionId) =>
        [.. (await attendance.ReadAsync(rooms.Session(sessionId))).Where(attendee => attendee.SessionId == sessionId).OrderBy(static attendee => attendee.JoinedAt)];

    private static SessionState ToState(string sessionId, List<Attendee> there)
    {
        var tutor = there.FindLast(static attendee => attendee.Type == UserType.Tutor);
        var student = there.FindLast(static attendee => attendee.Type == UserType.Student);
        var participants = new SessionParticipants
        {
            TutorId = tutor?.UserId,
            StudentId = student?.UserId,
            TutorSocketId = tutor?.SocketId,
            StudentSocketId = student?.SocketId,
        };
        return new SessionState(sessionId, participants, tutor is not null && student is not null ? "active" : "waiting");
    }
}

/// <summary>What a departure changed.</summary>
internal readonly record struct Departure(bool UserIsGone, SessionState State);
