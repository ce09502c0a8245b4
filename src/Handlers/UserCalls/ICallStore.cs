namespace SocketIoCompat.Handlers.UserCalls;

/// <summary>Keeps the records of calls. Each change is one statement that says itself what must hold for it.</summary>
internal interface ICallStore
{
    Task<VideoCall?> FindAsync(string callId);

    Task CreateAsync(VideoCall call);

    /// <summary>The host of a call that has no guest and has not ended calls one. Returns the call as it is then.</summary>
    Task<VideoCall?> InviteAsync(string callId, string hostId, string guestId);

    /// <summary>A user joins a call of somebody else that has no other guest and has not ended; it becomes active. Returns it as it is then.</summary>
    Task<VideoCall?> JoinAsync(string callId, string userId);

    /// <summary>Ends a call of the user's. The first end counts. Returns it as it is then.</summary>
    Task<VideoCall?> EndAsync(string callId, string userId);
}
