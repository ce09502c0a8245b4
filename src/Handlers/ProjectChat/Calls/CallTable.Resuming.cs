namespace SocketIoCompat.Handlers.ProjectChat.Calls;

/// <summary>Offers of pages that are in a call already: they look for another way to the other page, or this server lost track of their call.</summary>
internal sealed partial class CallTable
{
    /// <summary>
    /// <c>call-offer</c> with <c>resume</c>: goes on to the other one. The call's people need not be the ones whom this page's connection was
    /// known by, and a call that is not there any more, after a restart or a long loss, is there again.
    /// </summary>
    public CallOutcome Resume(string projectId, string senderId, string socketId, string otherId, string type, DateTimeOffset now)
    {
        var outcome = new CallOutcome();
        Touch(senderId);
        if (senderId == otherId)
        {
            return outcome;
        }

        if (Find(senderId) is { IsGroup: false } call && call.ProjectId == projectId && call.Find(otherId) is { } other &&
            call.OtherThan(other) is var sender && sender.Speaks(socketId))
        {
            if (call.AnsweredAt is null && senderId != call.CallerId)
            {
                Answer(call, sender, socketId, outcome, now); // who offers in a call that rings here is in it
            }

            Bind(sender, socketId);
            _touched.Add(call);
            outcome.To(other, null);
        }
        else if (Find(senderId) is null && Find(otherId) is null)
        {
            Revive(projectId, senderId, socketId, otherId, type, outcome, now);
        }
        else
        {
            Refuse(projectId, senderId, socketId, otherId, type, outcome, now);
        }

        return outcome;
    }

    private void Revive(
        string projectId, string senderId, string socketId, string otherId, string type, CallOutcome outcome, DateTimeOffset now)
    {
        var call = New(projectId, senderId, type, isGroup: false, now);
        call.AnsweredAt = now;
        call.Everybody.AddRange([senderId, otherId]);
        call.Parties.AddRange([new CallParty(senderId, socketId), new CallParty(otherId, null)]);
        _byUser[senderId] = call;
        _byUser[otherId] = call;
        _touched.Add(call);
        outcome.To(call.Parties[1], null);
        outcome.Record(call, CallStatus.Connected, null);
    }
}
