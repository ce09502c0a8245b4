namespace SocketIoCompat.Handlers.UserCalls;

/// <summary>The record of a call between two users.</summary>
/// <param name="Id">A UUID.</param>
/// <param name="HostId">Who made it.</param>
/// <param name="GuestId">Who was called or joined; null before that, and never changed after.</param>
/// <param name="Status">One of <see cref="CallStatus"/>.</param>
/// <param name="RoomName">What the host called it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="StartedAt">When the guest joined.</param>
/// <param name="EndedAt">When it ended.</param>
internal sealed record VideoCall(
    string Id,
    string HostId,
    string? GuestId,
    string Status,
    string? RoomName,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt = null,
    DateTimeOffset? EndedAt = null)
{
    /// <summary>Whether a user is in it.</summary>
    public bool Has(string userId) => HostId == userId || GuestId == userId;
}

/// <summary>The states of a call, as they are stored and sent.</summary>
internal static class CallStatus
{
    public const string Pending = "pending";
    public const string Active = "active";
    public const string Ended = "ended";
}
