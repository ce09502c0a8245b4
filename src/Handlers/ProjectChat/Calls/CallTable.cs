using SocketIoCompat.Handlers.Classroom;

namespace SocketIoCompat.Handlers.ProjectChat.Calls;

/// <summary>
/// The calls that ring or run. A user has one at most, on one page; whatever is said about a call that is not there goes nowhere, so that
/// pages which answer each <c>call-ended</c> with another one cannot keep each other busy. Pure: it sends nothing and has no clock. Not
/// thread-safe.
/// </summary>
internal sealed partial class CallTable(ProjectChatOptions options)
{
    private readonly Dictionary<string, Call> _byUser = new(StringComparer.Ordinal);

    /// <summary>The call that a user is in.</summary>
    public Call? Find(string userId) => _byUser.GetValueOrDefault(userId);

    /// <summary><c>call-offer</c>: rings the callee's pages, or refuses for one who is in a call.</summary>
    public CallOutcome Offer(string projectId, string callerId, string socketId, string calleeId, string type, DateTimeOffset now)
    {
        var outcome = new CallOutcome();
        Touch(callerId);
        if (callerId == calleeId || !IsFree(projectId, callerId, socketId, calleeId, type, outcome, now))
        {
            return outcome;
        }

        var call = New(projectId, callerId, type, isGroup: false, now);
        call.Everybody.AddRange([callerId, calleeId]);
        if (_byUser.ContainsKey(calleeId))
        {
            outcome.Deliveries.Add(new CallDelivery(
                callerId, socketId, null, new CallNotice(CallSignals.Rejected, calleeId, call, CallStatus.Busy)));
            outcome.Record(call, CallStatus.Busy, now);
            return outcome;
        }

        call.Parties.AddRange([new CallParty(callerId, socketId), new CallParty(calleeId, null)]);
        _byUser[callerId] = call;
        _byUser[calleeId] = call;
        _touched.Add(call);
        outcome.To(call.Parties[1], null);
        outcome.Record(call, CallStatus.Ringing, null);
        return outcome;
    }

    /// <summary>Any other signal of a call of two.</summary>
    /// <param name="type">What it is.</param>
    /// <param name="projectId">The project that it is said to belong to.</param>
    /// <param name="senderId">Who sent it.</param>
    /// <param name="socketId">From which page.</param>
    /// <param name="recipientId">To whom; null for the other one of the sender's call.</param>
    /// <param name="now">The moment.</param>
    public CallOutcome Signal(string type, string projectId, string senderId, string socketId, string? recipientId, DateTimeOffset now)
    {
        var outcome = new CallOutcome();
        if (Find(senderId) is not { IsGroup: false } call || call.ProjectId != projectId || call.Find(senderId) is not { } sender ||
            !sender.Speaks(socketId))
        {
            return outcome;
        }

        _touched.Add(call);
        var other = call.OtherThan(sender);
        if (recipientId is not null && recipientId != other.UserId)
        {
            return outcome;
        }

        var isRingingCallee = call.AnsweredAt is null && senderId != call.CallerId;
        switch (type)
        {
            case CallSignals.Answer when isRingingCallee:
                Answer(call, sender, socketId, outcome, now);
                outcome.To(other, null);
                break;
            case CallSignals.Answer or CallSignals.Candidate:
                Bind(sender, isRingingCallee ? null : socketId);
                outcome.To(other, null);
                break;
            case CallSignals.Rejected or CallSignals.Ended:
                outcome.To(other, null);
                StopRinging(call, sender, socketId, outcome);
                End(call, StatusOfEnd(call, senderId), outcome, now);
                break;
        }

        return outcome;
    }

    private static void Answer(Call call, CallParty callee, string socketId, CallOutcome outcome, DateTimeOffset now)
    {
        StopRinging(call, callee, socketId, outcome);
        Bind(callee, socketId);
        call.AnsweredAt = now;
        outcome.Record(call, CallStatus.Connected, null);
    }

    // The callee's other pages ring no more, whichever of them took or refused the call.
    private static void StopRinging(Call call, CallParty sender, string socketId, CallOutcome outcome)
    {
        if (call.AnsweredAt is null && sender.UserId != call.CallerId)
        {
            outcome.Deliveries.Add(new CallDelivery(
                sender.UserId, null, socketId, new CallNotice(CallSignals.Ended, call.CallerId, call, "elsewhere")));
        }
    }

    private static string StatusOfEnd(Call call, string senderId) =>
        call.AnsweredAt is not null ? CallStatus.Completed
        : senderId == call.CallerId ? CallStatus.Cancelled
        : CallStatus.Rejected;

    private static void Bind(CallParty party, string? socketId)
    {
        if (socketId is not null)
        {
            party.HasNewerPage &= party.SocketId == socketId;
            party.SocketId = socketId;
            party.LostAt = null;
        }
    }

    // A page that offers is in no call, whatever it was in before: its connection was lost, or it rings somebody else now.
    private bool IsFree(
        string projectId, string callerId, string socketId, string calleeId, string type, CallOutcome outcome, DateTimeOffset now)
    {
        if (Find(callerId) is not { } call || call.Find(callerId) is not { } party)
        {
            return true;
        }

        if (call is { AnsweredAt: null } && callerId != call.CallerId)
        {
            Refuse(projectId, callerId, socketId, calleeId, type, outcome, now); // it rings here: both called each other
            return false;
        }

        if (party.SocketId is not null && party.SocketId != socketId)
        {
            Refuse(projectId, callerId, socketId, calleeId, type, outcome, now); // another page of the caller's has a call
            return false;
        }

        if (call.AnsweredAt is not null && party.SocketId == socketId)
        {
            if (!call.IsGroup && call.OtherThan(party).UserId == calleeId)
            {
                outcome.To(call.OtherThan(party), null); // the connection is negotiated again
            }

            return false;
        }

        Remove(call, party, CallStatus.Cancelled, outcome, now);
        return true;
    }

    // Said of the project that the page shows: the call that is in the way may be another project's.
    private static void Refuse(
        string projectId, string callerId, string socketId, string calleeId, string type, CallOutcome outcome, DateTimeOffset now)
    {
        var refused = New(projectId, callerId, type, isGroup: false, now);
        outcome.Deliveries.Add(new CallDelivery(
            callerId, socketId, null, new CallNotice(CallSignals.Rejected, calleeId, refused, CallStatus.Busy)));
    }

    private static Call New(string projectId, string callerId, string type, bool isGroup, DateTimeOffset now) =>
        new(ClassroomIds.NewId(), projectId, callerId, type, isGroup, now);

    private void End(Call call, string status, CallOutcome outcome, DateTimeOffset now)
    {
        _touched.Add(call);
        foreach (var party in call.Parties)
        {
            _byUser.Remove(party.UserId);
        }

        outcome.Record(call, status, now);
    }
}
