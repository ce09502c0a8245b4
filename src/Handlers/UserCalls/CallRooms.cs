using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.UserCalls;

/// <summary>The one place that makes the user calls' room names; the prefix keeps other systems' ids out.</summary>
internal sealed class CallRooms(IOptions<UserCallOptions> options)
{
    private readonly string _prefix = options.Value.RoomNames == RoomNaming.Compatible ? "user:" : "u001:user:";

    /// <summary>All sockets of a user.</summary>
    public string User(string userId) => _prefix + userId;
}
