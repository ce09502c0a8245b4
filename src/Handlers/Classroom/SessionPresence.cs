using SocketIoCompat.Handlers.Classroom.Contracts;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary>
/// Who is in which session now. Counts users, not sockets: a user with two tabs is one participant,
/// represented by the tab that joined last. Bounded by the sockets: each is in one session at most.
/// </summary>
internal sealed class SessionPresence
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<Member>> _sessions = new(StringComparer.Ordinal);

    /// <summary>Enters a socket as the session's newest. Joining again moves it to the end.</summary>
    public SessionState Join(string sessionId, string socketId, ClassroomUser user)
    {
        lock (_lock)
        {
            if (!_sessions.TryGetValue(sessionId, out var members))
            {
                _sessions.Add(sessionId, members = []);
            }

            members.RemoveAll(m => m.SocketId == socketId);
            members.Add(new Member(socketId, user.UserId, user.Type));
            return State(sessionId, members);
        }
    }

    /// <summary>Removes a socket. Says whether its user has no other socket there, and how the session is now.</summary>
    public Departure Leave(string sessionId, string socketId)
    {
        lock (_lock)
        {
            if (!_sessions.TryGetValue(sessionId, out var members))
            {
                return new Departure(UserIsGone: false, State(sessionId, []));
            }

            var index = members.FindIndex(m => m.SocketId == socketId);
            if (index < 0)
            {
                return new Departure(UserIsGone: false, State(sessionId, members));
            }

            var member = members[index];
            members.RemoveAt(index);
            if (members.Count == 0)
            {
                _sessions.Remove(sessionId);
            }

            var isGone = !members.Exists(m => m.UserId == member.UserId && m.Type == member.Type);
            return new Departure(isGone, State(sessionId, members));
        }
    }

    /// <summary>
    /// The socket of the user with this id that joined the session last; null when nobody else of that id is there.
    /// A tutor and a student may have the same id, so only <paramref name="asking"/> himself is left out.
    /// </summary>
    public string? LatestSocketOf(string sessionId, string userId, ClassroomUser asking)
    {
        lock (_lock)
        {
            return _sessions.TryGetValue(sessionId, out var members)
                ? members.FindLast(m => m.UserId == userId && !m.Is(asking))?.SocketId
                : null;
        }
    }

    /// <summary>True while a user of this type with this id has a socket in the session.</summary>
    public bool IsPresent(string sessionId, UserType type, string userId)
    {
        lock (_lock)
        {
            return _sessions.TryGetValue(sessionId, out var members) &&
                members.Exists(m => m.Type == type && m.UserId == userId);
        }
    }

    private static SessionState State(string sessionId, List<Member> members)
    {
        var tutor = members.FindLast(m => m.Type == UserType.Tutor);
        var student = members.FindLast(m => m.Type == UserType.Student);
        var participants = new SessionParticipants
        {
            TutorId = tutor?.UserId,
            StudentId = student?.UserId,
            TutorSocketId = tutor?.SocketId,
            StudentSocketId = student?.SocketId,
        };
        return new SessionState(sessionId, participants, tutor is not null && student is not null ? "active" : "waiting");
    }

    private sealed record Member(string SocketId, string UserId, UserType Type)
    {
        public bool Is(ClassroomUser user) => UserId == user.UserId && Type == user.Type;
    }
}

/// <summary>What a departure changed.</summary>
internal readonly record struct Departure(bool UserIsGone, SessionState State);
