namespace SocketIoCompat.Handlers.Classroom;

/// <summary>The two places of an interview room.</summary>
internal enum InterviewRole
{
    Tutor,
    Admin,
}

/// <summary>The roles' names on the wire.</summary>
internal static class InterviewRoles
{
    public static string NameOf(InterviewRole role) => role == InterviewRole.Tutor ? "tutor" : "admin";

    public static InterviewRole? Parse(string? role) => role switch
    {
        "tutor" => InterviewRole.Tutor,
        "admin" => InterviewRole.Admin,
        _ => null,
    };
}

/// <summary>
/// Who is in which interview room. A room has one socket for each role; the same user may move to a new socket,
/// another user gets the place only when it is free.
/// </summary>
internal sealed class InterviewRooms(IAttendance attendance, ClassroomRooms rooms)
{
    /// <summary>Who has a role's place; null when it is free.</summary>
    public async ValueTask<Attendee?> FindAsync(string roomId, InterviewRole role) => Latest(await ReadAsync(roomId), role);

    /// <summary>
    /// Whether somebody else has the role's place or is just taking it, asked by who has said that he takes it. Of two who come at the
    /// same moment on two servers at least one sees the other, whatever their clocks say, and gives way: both may, but never none.
    /// </summary>
    public async ValueTask<bool> IsContestedAsync(string roomId, InterviewRole role, string userId) =>
        (await ReadAsync(roomId)).Exists(attendee => attendee.InterviewRole == role && attendee.UserId != userId);

    /// <summary>
    /// The socket on the other side after this one has left; null when there is none, or when the user's newer socket has the place.
    /// </summary>
    public async ValueTask<string?> FindLeftBehindAsync(string roomId, InterviewRole role)
    {
        var there = await ReadAsync(roomId);
        return Latest(there, role) is null ? Latest(there, Other(role))?.SocketId : null;
    }

    /// <summary>The socket on the other side, asked by a participant; null for strangers, for his older sockets, and when nobody is there.</summary>
    public async ValueTask<string?> FindOtherSideAsync(string roomId, InterviewRole role, string socketId)
    {
        var there = await ReadAsync(roomId);
        return Latest(there, role)?.SocketId == socketId ? Latest(there, Other(role))?.SocketId : null;
    }

    /// <summary>Whether this socket has the role's place.</summary>
    public async ValueTask<bool> IsInAsync(string roomId, InterviewRole role, string socketId) =>
        Latest(await ReadAsync(roomId), role)?.SocketId == socketId;

    public static InterviewRole Other(InterviewRole role) => role == InterviewRole.Tutor ? InterviewRole.Admin : InterviewRole.Tutor;

    private static Attendee? Latest(List<Attendee> there, InterviewRole role) =>
        there.Where(attendee => attendee.InterviewRole == role).MaxBy(static attendee => attendee.InterviewAt);

    private async ValueTask<List<Attendee>> ReadAsync(string roomId) =>
        [.. (await attendance.ReadAsync(rooms.Interview(roomId))).Where(attendee => attendee.InterviewRoomId == roomId)];
}
