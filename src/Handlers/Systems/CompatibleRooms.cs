namespace SocketIoCompat.Handlers.Systems;

/// <summary>What an id must not look like where it is a room's whole name.</summary>
internal static class CompatibleRooms
{
    private const int SocketIdLength = 20;

    // The originals' rooms of other kinds, and the prefixes of systems on this server that name their rooms with them.
    private static readonly string[] Reserved = ["user:", "notifications:", "schedule:", "interview-", "s000:", "u001:", "s004:"];

    /// <summary>Whether the id of a session names no socket's own room, no user's and no other system's.</summary>
    public static bool MayBeSession(string id) =>
        id.Length != SocketIdLength && !Array.Exists(Reserved, prefix => id.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Whether the id of an interview's room is one of the original's form.</summary>
    public static bool MayBeInterview(string id) => id.Length != SocketIdLength && id.StartsWith("interview-", StringComparison.Ordinal);
}
