namespace SocketIoCompat.Handlers.ProjectChat.Calls;

/// <summary>What happens to calls without anybody saying so: connections that come and go, calls that nobody answers, members who are removed.</summary>
internal sealed partial class CallTable
{
    /// <summary>A user has a new page: it may be the one whose connection was lost.</summary>
    public void Opened(string userId)
    {
        Touch(userId);
        if (Find(userId)?.Find(userId) is { } party)
        {
            party.LostAt = null;
            party.HasNewerPage = true;
        }
    }

    /// <summary>A page is gone.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="socketId">Which.</param>
    /// <param name="remaining">How many the user still has.</param>
    /// <param name="now">The moment.</param>
    public void Closed(string userId, string socketId, int remaining, DateTimeOffset now)
    {
        if (Find(userId)?.Find(userId) is not { } party)
        {
            return;
        }

        Touch(userId);
        if (party.SocketId == socketId)
        {
            // Pages that were open before the call have no part in it; one that was opened since can be this one again.
            party.SocketId = null;
            party.LostAt = party.HasNewerPage && remaining > 0 ? null : now;
        }
        else if (party.SocketId is null && remaining == 0)
        {
            party.LostAt ??= now;
        }
    }

    /// <summary>Ends what rings too long and what lost somebody for too long.</summary>
    public CallOutcome Tick(DateTimeOffset now)
    {
        var outcome = new CallOutcome();
        foreach (var call in _byUser.Values.Distinct().ToArray())
        {
            foreach (var party in call.Parties.Where(p => p.LostAt is { } lost && now - lost >= options.DisconnectGrace).ToArray())
            {
                if (_byUser.GetValueOrDefault(party.UserId) == call)
                {
                    Remove(call, party, CallStatus.Lost, outcome, now);
                }
            }

            if (call is { IsGroup: false, AnsweredAt: null } && now - call.StartedAt >= options.RingTimeout &&
                _byUser.GetValueOrDefault(call.CallerId) == call)
            {
                outcome.To(call.Parties[0], new CallNotice(CallSignals.Ended, call.Parties[1].UserId, call, "no-answer"));
                outcome.To(call.Parties[1], new CallNotice(CallSignals.Ended, call.CallerId, call, "no-answer"));
                End(call, CallStatus.Missed, outcome, now);
            }
        }

        return outcome;
    }

    /// <summary>A user is no member any more.</summary>
    public CallOutcome Expel(string projectId, string userId, DateTimeOffset now)
    {
        var outcome = new CallOutcome();
        if (Find(userId) is { } call && call.ProjectId == projectId && call.Find(userId) is { } party)
        {
            Remove(call, party, CallStatus.Lost, outcome, now);
        }

        return outcome;
    }

    private void Remove(Call call, CallParty party, string status, CallOutcome outcome, DateTimeOffset now)
    {
        if (call.IsGroup)
        {
            RemoveFromGroup(call, party, outcome, now);
            return;
        }

        outcome.To(call.OtherThan(party), new CallNotice(CallSignals.Ended, party.UserId, call, status == CallStatus.Lost ? "lost" : null));
        End(call, call.AnsweredAt is not null && status == CallStatus.Cancelled ? CallStatus.Completed : status, outcome, now);
    }
}
