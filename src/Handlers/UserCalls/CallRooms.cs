namespace SocketIoCompat.Handlers.UserCalls;

/// <summary>The one place that makes the user calls' room names; the prefix keeps other systems' ids out.</summary>
internal static class CallRooms
{
    /// <summary>All sockets of a user.</summary>
    public static string User(string userId) => "u001:user:" + userId;
}
