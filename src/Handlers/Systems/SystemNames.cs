namespace SocketIoCompat.Handlers.Systems;

/// <summary>
/// The names of the systems: of their sections in the configuration, their handler groups and their keyed services.
/// </summary>
internal static class SystemNames
{
    public const string SupportSessions = "SupportSessions";
    public const string UserCalls = "UserCalls";
    public const string ProjectChat = "ProjectChat";
    public const string MeetingRooms = "MeetingRooms";
    public const string Classroom = "Classroom";
}
