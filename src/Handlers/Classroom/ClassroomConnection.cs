using SocketIoCompat.Handlers.Authentication.Tickets;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary>
/// What the classroom knows of one socket. The socket's events are handled one after another,
/// so only they change it and it needs no lock.
/// </summary>
internal sealed class ClassroomConnection(ClassroomUser user, EventRate rate)
{
    public ClassroomUser User { get; } = user;

    public EventRate Rate { get; } = rate;

    /// <summary>The ticket of the cookie that the socket came with, when this server issued it.</summary>
    public LiveTicket? Ticket { get; init; }

    /// <summary>When the identity that the socket came with is over, when somebody else issued it and says so.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>The session that the socket has joined.</summary>
    public string? SessionId { get; set; }

    /// <summary>The socket has said that its user is typing, and not yet that he has stopped.</summary>
    public bool IsTyping { get; set; }

    /// <summary>The session whose highlights the page asked for before its join, which has to come first.</summary>
    public string? AwaitedHighlights { get; set; }

    /// <summary>The interview room that the socket has joined, and as what.</summary>
    public InterviewPlace? Interview { get; set; }
}

/// <summary>A place in an interview room.</summary>
internal sealed record InterviewPlace(string RoomId, InterviewRole Role);
