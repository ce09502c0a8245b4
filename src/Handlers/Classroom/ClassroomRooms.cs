namespace SocketIoCompat.Handlers.Classroom;

/// <summary>
/// The one place that makes the classroom's room names. Ids come from clients and rooms of other systems live in the same
/// server, so every name starts with this system's prefix and the room's kind: no id can name a room of another kind.
/// </summary>
internal static class ClassroomRooms
{
    public static string Session(string sessionId) => "s004:session:" + sessionId;

    /// <summary>Ids of tutors, students and admins are separate sets, so the type is part of the name.</summary>
    public static string Notifications(UserType userType, string userId) => $"s004:notifications:{UserTypeName.Of(userType)}:{userId}";

    public static string Schedule(string tutorId) => "s004:schedule:" + tutorId;

    public static string Interview(string roomId) => "s004:interview:" + roomId;
}
