namespace SocketIoCompat.Handlers.ProjectChat.Calls;

/// <summary>The table as other servers have it: one server decides about calls, and the others keep copies for the case that it dies.</summary>
internal sealed partial class CallTable
{
    private readonly HashSet<Call> _touched = [];

    /// <summary>All calls.</summary>
    public IReadOnlyList<Call> All => [.. _byUser.Values.Distinct()];

    /// <summary>The calls that may have changed since this was asked last.</summary>
    public Call[] TakeTouched()
    {
        Call[] touched = [.. _touched];
        _touched.Clear();
        return touched;
    }

    /// <summary>Whether the call rings or runs.</summary>
    public bool Has(Call call) => call.Parties.Exists(p => Find(p.UserId) == call);

    /// <summary>
    /// Takes a call as another server knows it, in place of what was known of it. False when somebody in it is known to be in another
    /// one, or the project to have another group call.
    /// </summary>
    public bool Put(CallState state)
    {
        var call = state.ToCall();
        if (call.Parties.Exists(p => Find(p.UserId) is { } other && other.Id != call.Id) ||
            (call.IsGroup && FindGroup(call.ProjectId) is { } group && group.Id != call.Id))
        {
            return false;
        }

        Drop(call.Id);
        foreach (var party in call.Parties)
        {
            _byUser[party.UserId] = call;
        }

        if (call.IsGroup)
        {
            _groups[call.ProjectId] = call;
        }

        _touched.Add(call);
        return true;
    }

    /// <summary>Forgets a call.</summary>
    public void Drop(string id)
    {
        foreach (var call in All.Where(c => c.Id == id))
        {
            call.Parties.ForEach(p => _byUser.Remove(p.UserId));
            if (FindGroup(call.ProjectId) == call)
            {
                _groups.Remove(call.ProjectId);
            }
        }
    }

    /// <summary>Forgets all calls.</summary>
    public void Clear()
    {
        _byUser.Clear();
        _groups.Clear();
        _touched.Clear();
    }

    private void Touch(string userId)
    {
        if (Find(userId) is { } call)
        {
            _touched.Add(call);
        }
    }
}
