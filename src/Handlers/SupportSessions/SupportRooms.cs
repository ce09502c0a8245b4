namespace SocketIoCompat.Handlers.SupportSessions;

/// <summary>
/// The one place that makes the support sessions' room names. Ids come from clients and rooms of other systems live in the same server,
/// so every name starts with this system's prefix and the room's kind.
/// </summary>
internal static class SupportRooms
{
    /// <summary>All participants of a session.</summary>
    public static string Session(string sessionId) => "s000:session:" + sessionId;

    /// <summary>
    /// One participant. A socket's own room would be everybody's of that id on the whole server: this one holds it only
    /// if it is in the session.
    /// </summary>
    public static string Participant(string sessionId, string socketId) => $"s000:participant:{socketId}:{sessionId}";
}
