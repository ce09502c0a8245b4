using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary>
/// The one place that makes the classroom's room names. Ids come from clients and rooms of other systems live in the same
/// server, so every name starts with this system's prefix and the room's kind: no id can name a room of another kind. With
/// <see cref="RoomNaming.Compatible"/> the names are the original's, and the ids are limited instead.
/// </summary>
internal sealed class ClassroomRooms(IOptions<ClassroomOptions> options)
{
    private readonly bool _isCompatible = options.Value.RoomNames == RoomNaming.Compatible;

    /// <summary>Whether a session's room is its bare id.</summary>
    public bool AreBare => _isCompatible;

    public string Session(string sessionId) => _isCompatible ? sessionId : "s004:session:" + sessionId;

    /// <summary>Ids of tutors, students and admins are separate sets, so the type is part of the name; in the original it is not.</summary>
    public string Notifications(UserType userType, string userId) =>
        _isCompatible ? "notifications:" + userId : $"s004:notifications:{UserTypeName.Of(userType)}:{userId}";

    public string Schedule(string tutorId) => _isCompatible ? "schedule:" + tutorId : "s004:schedule:" + tutorId;

    public string Interview(string roomId) => _isCompatible ? roomId : "s004:interview:" + roomId;

    /// <summary>Whether a session may have this id.</summary>
    public bool AllowsSession(string id) => ClassroomIds.IsValid(id) && (!_isCompatible || CompatibleRooms.MayBeSession(id));

    /// <summary>Whether an interview's room may have this id.</summary>
    public bool AllowsInterview(string id) => ClassroomIds.IsValid(id) && (!_isCompatible || CompatibleRooms.MayBeInterview(id));
}
