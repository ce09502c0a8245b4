using System.Text.Json;
using SocketIoCompat.Handlers.ProjectChat.Calls;
using SocketIoCompat.Handlers.ProjectChat.Cluster;
using SocketIoCompat.Handlers.ProjectChat.Sockets;

namespace SocketIoCompat.Handlers.ProjectChat;

/// <summary>Several servers: the leader tells the others how each call stands, and whoever leads after it goes on with that.</summary>
internal sealed partial class CallService
{
    private const int MaxEnded = 1024;

    private readonly Queue<string> _ended = new(); // the calls that ended while this server led, of which the one before may not know
    private bool _leads;

    /// <summary>A user has a new page, here or on another server.</summary>
    public void OpenedElsewhere(string userId)
    {
        lock (_lock)
        {
            if (_channel.IsLeader)
            {
                _table.Opened(userId);
                TellChanges();
            }
        }
    }

    /// <summary>A page is gone, here or on another server.</summary>
    public void ClosedElsewhere(string userId, string pageId)
    {
        lock (_lock)
        {
            if (_channel.IsLeader)
            {
                _table.Closed(userId, pageId, CountPages(userId), _time.GetUtcNow());
                TellChanges();
            }
        }
    }

    /// <summary>Tells a server that is new here, or has missed something, about the calls.</summary>
    public void Introduce(string server)
    {
        lock (_lock)
        {
            if (_channel.IsLeader)
            {
                CallState[] calls = [.. _table.All.Select(CallState.Of)];
                _channel.Send(ProjectMessages.Calls, server, writer => ProjectMessages.Write(writer, "calls", calls));
            }
            else
            {
                HandOver();
            }
        }
    }

    /// <summary>Who is in a call of which project, where this server decides about that.</summary>
    public IReadOnlyList<(string ProjectId, string UserId)> ReadParties()
    {
        lock (_lock)
        {
            return _channel.IsLeader ? [.. _table.All.SelectMany(static c => c.Parties.Select(p => (c.ProjectId, p.UserId)))] : [];
        }
    }

    /// <summary>The leader says how a call is; or a server that led before this one does.</summary>
    public void Put(CallState call)
    {
        lock (_lock)
        {
            // Of two that led while they could not hear each other the leader's word counts, unless the call went on with the other.
            if (!_channel.IsLeader || _table.All.FirstOrDefault(c => c.Id == call.Id) is not { } known || known.Revision < call.Revision)
            {
                _table.Put(call);
                TellChanges();
            }
        }
    }

    /// <summary>The leader says that a call is over.</summary>
    public void Drop(string callId)
    {
        lock (_lock)
        {
            _table.Drop(callId);
        }
    }

    /// <summary>The leader says which calls there are.</summary>
    public void Replace(IReadOnlyList<CallState> calls)
    {
        lock (_lock)
        {
            if (!_channel.IsLeader)
            {
                HandOver();
                _table.Clear();
                foreach (var call in calls)
                {
                    _table.Put(call);
                }

                _table.TakeTouched();
            }
        }
    }

    /// <summary>Whoever begins to lead looks for parties whose pages went while nobody did.</summary>
    private void Lead()
    {
        lock (_lock)
        {
            if (_channel.IsLeader && !_leads)
            {
                _leads = true;
                foreach (var party in _table.All.SelectMany(static c => c.Parties).Where(p => !IsThere(p)).ToArray())
                {
                    _table.Closed(party.UserId, party.SocketId ?? "", CountPages(party.UserId), _time.GetUtcNow());
                }
            }
            else if (!_channel.IsLeader)
            {
                HandOver();
            }
        }
    }

    private bool IsThere(CallParty party) => party.SocketId is { } pageId
        ? _elsewhere.Has(party.UserId, pageId) || Array.Exists(_pages.OfUser(party.UserId), p => p.Id == pageId)
        : CountPages(party.UserId) > 0;

    // Two servers may both have led while they could not hear each other.
    private void HandOver()
    {
        if (_leads)
        {
            _leads = false;
            while (_ended.TryDequeue(out var id))
            {
                TellOver(id, _channel.Leader);
            }

            foreach (var call in _table.All)
            {
                TellCall(CallState.Of(call), _channel.Leader);
            }
        }
    }

    private int CountPages(string userId) => _pages.OfUser(userId).Length + _elsewhere.CountOf(userId);

    private void Tell(string message, ChatPage page) => _channel.Send(message, null, writer =>
    {
        writer.WriteString("page"u8, page.Id);
        writer.WriteString("user"u8, page.User.Id);
    });

    private void TellChanges()
    {
        var touched = _table.TakeTouched();
        if (!_channel.IsOpen || !_channel.IsLeader)
        {
            return;
        }

        foreach (var call in touched)
        {
            if (!_table.Has(call))
            {
                if (_ended.Count == MaxEnded)
                {
                    _ended.Dequeue();
                }

                _ended.Enqueue(call.Id);
                TellOver(call.Id, to: null);
                continue;
            }

            // Candidates are many and change nothing as a rule.
            var state = CallState.Of(call);
            var text = JsonSerializer.Serialize(state);
            if (text != call.Told)
            {
                call.Told = text;
                TellCall(state, to: null);
            }
        }
    }

    private void TellOver(string callId, string? to) =>
        _channel.Send(ProjectMessages.Call, to, writer => writer.WriteString("over"u8, callId));

    private void TellCall(CallState state, string? to) =>
        _channel.Send(ProjectMessages.Call, to, writer => ProjectMessages.Write(writer, "call", state));
}
