namespace SocketIoCompat.Handlers.Recordings;

/// <summary>What is known of a recording.</summary>
/// <param name="Id">Its id, and the name of its file.</param>
/// <param name="System">The system whose call it is of, as addresses name it.</param>
/// <param name="CallId">The session, call, room or project there.</param>
/// <param name="UserId">Who made it.</param>
/// <param name="UserName">What others are shown of him.</param>
/// <param name="ContentType">One of <see cref="RecordingTypes"/>.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="DurationMs">How long it is, as its maker says; null when he does not.</param>
/// <param name="CreatedAt">When it was uploaded.</param>
internal sealed record Recording(
    string Id, string System, string CallId, string UserId, string UserName, string ContentType, long Bytes, long? DurationMs, DateTimeOffset CreatedAt)
{
    /// <summary>The part of the call that it is of, where the call has parts.</summary>
    public string? Part { get; init; }
}

/// <summary>What recordings take, or may take, in bytes.</summary>
/// <param name="OfUser">Those of a user.</param>
/// <param name="OfSystem">Those of his system.</param>
/// <param name="OfAll">All of them.</param>
internal sealed record RecordingSpace(long OfUser, long OfSystem, long OfAll)
{
    /// <summary>What is left of this when so much is taken; below zero when that is more.</summary>
    public long Less(RecordingSpace taken) =>
        Math.Min(OfUser - taken.OfUser, Math.Min(OfSystem - taken.OfSystem, OfAll - taken.OfAll));
}
