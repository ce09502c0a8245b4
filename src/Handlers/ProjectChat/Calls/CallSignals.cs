namespace SocketIoCompat.Handlers.ProjectChat.Calls;

/// <summary>The types of <c>call:signal</c>.</summary>
internal static class CallSignals
{
    public const string Offer = "call-offer";
    public const string Answer = "call-answer";
    public const string Candidate = "ice-candidate";
    public const string Rejected = "call-rejected";
    public const string Ended = "call-ended";

    // Group calls, which the documented pages do not know.
    public const string GroupJoin = "group-join";
    public const string GroupLeave = "group-leave";
    public const string GroupStarted = "group-started";
    public const string GroupState = "group-state";
    public const string GroupJoined = "group-joined";
    public const string GroupLeft = "group-left";
    public const string GroupEnded = "group-ended";
    public const string GroupRefused = "group-refused";
    public const string GroupOffer = "group-offer";
    public const string GroupAnswer = "group-answer";
    public const string GroupCandidate = "group-candidate";

    /// <summary>What passes between two who are in the same group call.</summary>
    public static bool IsBetweenGroupMembers(string type) => type is GroupOffer or GroupAnswer or GroupCandidate;
}
