namespace SocketIoCompat.Handlers.ProjectChat.Calls;

/// <summary>Group calls: one in a project, joined and left at will. Its members connect to each other; who joins offers to those who are there.</summary>
internal sealed partial class CallTable
{
    private readonly Dictionary<string, Call> _groups = new(StringComparer.Ordinal);

    /// <summary>The group call of a project.</summary>
    public Call? FindGroup(string projectId) => _groups.GetValueOrDefault(projectId);

    /// <summary><c>group-join</c>: starts the project's group call or joins it.</summary>
    public CallOutcome JoinGroup(string projectId, string userId, string socketId, string type, DateTimeOffset now)
    {
        var outcome = new CallOutcome();
        Touch(userId);
        var group = FindGroup(projectId);
        if (Find(userId) is { } current)
        {
            if (!Rejoin(current, group, userId, socketId, outcome))
            {
                // Said of the project that the page shows: the call that is in the way may be another project's.
                var refused = New(projectId, userId, type, isGroup: true, now);
                outcome.Deliveries.Add(new CallDelivery(
                    userId, socketId, null, new CallNotice(CallSignals.GroupRefused, userId, refused, CallStatus.Busy)));
            }

            return outcome;
        }

        if (group?.Parties.Count >= options.MaxGroupSize)
        {
            outcome.Deliveries.Add(new CallDelivery(userId, socketId, null, new CallNotice(CallSignals.GroupRefused, userId, group, "full")));
            return outcome;
        }

        if (group is null)
        {
            group = New(projectId, userId, type, isGroup: true, now);
            group.AnsweredAt = now;
            _groups[projectId] = group;
            outcome.Announcements.Add(new CallNotice(CallSignals.GroupStarted, userId, group));
        }

        foreach (var party in group.Parties)
        {
            outcome.To(party, new CallNotice(CallSignals.GroupJoined, userId, group));
        }

        var newcomer = new CallParty(userId, socketId);
        group.Parties.Add(newcomer);
        _byUser[userId] = group;
        _touched.Add(group);
        if (!group.Everybody.Contains(userId))
        {
            group.Everybody.Add(userId);
        }

        outcome.To(newcomer, new CallNotice(CallSignals.GroupState, group.CallerId, group));
        outcome.Record(group, CallStatus.Connected, null);
        return outcome;
    }

    /// <summary><c>group-leave</c>.</summary>
    public CallOutcome LeaveGroup(string projectId, string userId, string socketId, DateTimeOffset now)
    {
        var outcome = new CallOutcome();
        if (FindGroup(projectId) is { } group && group.Find(userId) is { } party && party.Speaks(socketId))
        {
            RemoveFromGroup(group, party, outcome, now);
        }

        return outcome;
    }

    /// <summary>What one in the group call sends to another in it.</summary>
    public CallOutcome SignalInGroup(string projectId, string senderId, string socketId, string recipientId)
    {
        var outcome = new CallOutcome();
        if (senderId != recipientId && FindGroup(projectId) is { } group && group.Find(senderId) is { } sender && sender.Speaks(socketId) &&
            group.Find(recipientId) is { } recipient)
        {
            Bind(sender, socketId);
            _touched.Add(group);
            outcome.To(recipient, null);
        }

        return outcome;
    }

    // Again from the page that has it: the page lost track. After a lost connection: the page is back. Else the user is busy.
    private static bool Rejoin(Call current, Call? group, string userId, string socketId, CallOutcome outcome)
    {
        if (current != group || group.Find(userId) is not { } party || !party.Speaks(socketId))
        {
            return false;
        }

        Bind(party, socketId);
        outcome.To(party, new CallNotice(CallSignals.GroupState, group.CallerId, group));
        return true;
    }

    private void RemoveFromGroup(Call group, CallParty party, CallOutcome outcome, DateTimeOffset now)
    {
        _touched.Add(group);
        group.Parties.Remove(party);
        _byUser.Remove(party.UserId);
        foreach (var other in group.Parties)
        {
            outcome.To(other, new CallNotice(CallSignals.GroupLeft, party.UserId, group));
        }

        if (group.Parties.Count == 0)
        {
            _groups.Remove(group.ProjectId);
            outcome.Announcements.Add(new CallNotice(CallSignals.GroupEnded, party.UserId, group));
            outcome.Record(group, CallStatus.Completed, now);
        }
    }
}
