using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.UserCalls;

/// <summary>The settings of the user calls, section <c>UserCalls</c> of the configuration.</summary>
internal sealed class UserCallOptions
{
    /// <summary>The cookie that may carry the token when neither <c>auth.token</c> nor the Authorization header does. Default <c>token</c>.</summary>
    public string CookieName { get; set; } = "token";

    /// <summary>
    /// Disconnects a socket when its token's time is over, unless <c>reauthenticate</c> brought another one. Default on.
    /// </summary>
    public bool CloseOnTokenExpiry { get; set; } = true;

    /// <summary>
    /// How rooms are named. Default <see cref="RoomNaming.Prefixed"/>; <see cref="RoomNaming.Compatible"/> for as long as Node servers of
    /// the original are in the same cluster.
    /// </summary>
    public RoomNaming RoomNames { get; set; }

    /// <summary>The largest offer, answer or candidate that is relayed, in bytes. Default 256 KiB; session descriptions have some ten.</summary>
    public int MaxSignalBytes { get; set; } = 256 * 1024;

    /// <summary>The longest name of a room, in UTF-16 units. Default 200.</summary>
    public int MaxRoomNameLength { get; set; } = 200;

    /// <summary>How many events one socket may send each second in the long run; more are dropped. Default 100, least 30.</summary>
    public int EventsPerSecond { get; set; } = 100;

    /// <summary>How many events one socket may send at once. Default 300, least 25.</summary>
    public int EventBurst { get; set; } = 300;

    /// <summary>A socket that has had events dropped in this many seconds in a row is disconnected. Default 10.</summary>
    public int AbuseSeconds { get; set; } = 10;
}
