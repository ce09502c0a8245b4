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
    string Id, string System, string CallId, string UserId, string UserName, string ContentType, long Bytes, long? DurationMs, DateTimeOffset CreatedAt);
