namespace SocketIoCompat.Handlers.ProjectChat.Calls;

/// <summary>How a call ended, or where it stands.</summary>
internal static class CallStatus
{
    public const string Ringing = "ringing";
    public const string Connected = "connected";
    public const string Completed = "completed";
    public const string Cancelled = "cancelled";
    public const string Rejected = "rejected";
    public const string Busy = "busy";
    public const string Missed = "missed";
    public const string Lost = "lost";
}

/// <summary>A call as the history keeps it.</summary>
internal sealed record CallRecord(
    string Id,
    int Revision,
    string ProjectId,
    string CallerId,
    string Type,
    bool IsGroup,
    string Status,
    IReadOnlyList<string> Users,
    DateTimeOffset StartedAt,
    DateTimeOffset? AnsweredAt,
    DateTimeOffset? EndedAt);

/// <summary>What the server itself says about a call.</summary>
/// <param name="Type">The signal's type.</param>
/// <param name="SenderId">The user whom it is about.</param>
/// <param name="Call">The call.</param>
/// <param name="Reason">Why, in a word that pages may show; null when the type says it all.</param>
internal sealed record CallNotice(string Type, string SenderId, Call Call, string? Reason = null);

/// <summary>Something to be delivered to a user's pages.</summary>
/// <param name="UserId">The user.</param>
/// <param name="SocketId">Only to this page; null for all.</param>
/// <param name="ExceptSocketId">Not to this page.</param>
/// <param name="Notice">What the server says; null to pass on the signal that was received.</param>
internal readonly record struct CallDelivery(string UserId, string? SocketId, string? ExceptSocketId, CallNotice? Notice);

/// <summary>What follows from a signal or from time: who is told, and what is recorded, in this order.</summary>
internal sealed class CallOutcome
{
    public List<CallDelivery> Deliveries { get; } = [];

    public List<CallRecord> Records { get; } = [];

    /// <summary>Group calls that everybody in their project is told of, except those in them.</summary>
    public List<CallNotice> Announcements { get; } = [];

    /// <summary>To the page that has the call, or to all of the user's pages while none has.</summary>
    public void To(CallParty party, CallNotice? notice) => Deliveries.Add(new CallDelivery(party.UserId, party.SocketId, null, notice));

    public void Record(Call call, string status, DateTimeOffset? endedAt) =>
        Records.Add(new CallRecord(
            call.Id,
            ++call.Revision,
            call.ProjectId,
            call.CallerId,
            call.Type,
            call.IsGroup,
            status,
            [.. call.Everybody],
            call.StartedAt,
            call.AnsweredAt,
            endedAt));
}
