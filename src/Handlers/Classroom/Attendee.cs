using System.Globalization;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary>
/// A socket of the classroom on any server of the cluster, as its data tell: the original's <c>userId</c>, <c>userType</c>,
/// <c>sessionId</c>, <c>interviewRoomId</c> and <c>interviewRole</c>, and when it joined, which the original does not say.
/// </summary>
internal sealed record Attendee(string SocketId, string UserId, UserType Type)
{
    public const string SessionIdKey = "sessionId";
    public const string JoinedAtKey = "joinedAt";
    public const string InterviewRoomKey = "interviewRoomId";
    public const string InterviewRoleKey = "interviewRole";
    public const string InterviewAtKey = "interviewAt";

    public string? SessionId { get; init; }

    /// <summary>In milliseconds; 0 where it is not known.</summary>
    public double JoinedAt { get; init; }

    public string? InterviewRoomId { get; init; }

    public InterviewRole? InterviewRole { get; init; }

    public double InterviewAt { get; init; }

    public bool Is(ClassroomUser user) => UserId == user.UserId && Type == user.Type;

    /// <summary>Reads a socket's data; null for one that is not the classroom's.</summary>
    public static Attendee? Of(RemoteSocket socket) =>
        ReadText(socket, "userId") is { } userId && UserTypeName.Parse(ReadText(socket, "userType")) is { } type
            ? new Attendee(socket.Id, userId, type)
            {
                SessionId = ReadText(socket, SessionIdKey),
                JoinedAt = ReadNumber(socket, JoinedAtKey),
                InterviewRoomId = ReadText(socket, InterviewRoomKey),
                InterviewRole = InterviewRoles.Parse(ReadText(socket, InterviewRoleKey)),
                InterviewAt = ReadNumber(socket, InterviewAtKey),
            }
            : null;

    // An id may be a number in the original.
    private static string? ReadText(RemoteSocket socket, string name) => socket.Data.GetValueOrDefault(name) switch
    {
        string text => text,
        RawValue raw => Payload.ReadText(raw) ?? ReadNumber(raw),
        _ => null,
    };

    private static string? ReadNumber(RawValue raw) =>
        raw.Json.Length is > 0 and <= ClassroomIds.MaxLength && raw.Json.Span[0] is (byte)'-' or (>= (byte)'0' and <= (byte)'9')
            ? raw.ToString()
            : null;

    private static double ReadNumber(RemoteSocket socket, string name) => socket.Data.GetValueOrDefault(name) switch
    {
        double number => number,
        RawValue raw when ReadNumber(raw) is { } text &&
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => 0,
    };
}
