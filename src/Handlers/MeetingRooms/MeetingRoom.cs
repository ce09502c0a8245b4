using System.Text.Json;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>
/// A room: who is in it, who leads it, and what holds in it. Everything happens under its lock, and sending takes no time. It knows
/// nothing of connections and keeps nothing once it is empty.
/// </summary>
internal sealed partial class MeetingRoom(string id, MeetingRoomOptions options, TimeProvider time)
{
    private const int NormalClosure = 1000;
    private const int PolicyViolation = 1008;
    private const int MaxRemembered = 256;

    private readonly Lock _lock = new();
    private readonly List<MeetingPeer> _peers = []; // in the order in which they came
    private readonly List<MeetingPeer> _waiting = [];
    private readonly List<MeetingPeer> _coHosts = []; // in the order in which they were made
    private readonly List<Departure> _departed = [];
    private readonly List<string> _removed = []; // the ids of those who are not to come back
    private MeetingPeer? _host;
    private bool _isLocked;
    private bool _isChatDisabled;
    private bool _hasWaitingRoom = options.WaitingRoom;
    private long? _recordingSince;

    /// <summary>Somebody who has left, and what he was.</summary>
    private sealed record Departure(string PeerId, string Address, PeerRole Role, long LeftAt);

    public string Id { get; } = id;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _peers.Count;
            }
        }
    }

    /// <summary>Whether chat sockets from that address may hear and say something now.</summary>
    public bool AdmitsChatFrom(string address)
    {
        lock (_lock)
        {
            // A chat socket brings no id. A room that does not let everybody in has it only where one of its people is.
            return !_isChatDisabled && ((!_isLocked && !_hasWaitingRoom) || _peers.Exists(p => p.Address == address));
        }
    }

    /// <summary>Somebody comes in, or, when he is in, changes his name.</summary>
    public void Join(MeetingPeer peer, string? proposedId, string? name)
    {
        lock (_lock)
        {
            if (peer.State != PeerState.New)
            {
                Rename(peer, name);
                return;
            }

            if (PlainText.IsShort(name))
            {
                peer.Name = name!;
            }

            Enter(peer, proposedId);
        }
    }

    /// <summary>Somebody who has said nothing yet comes in as a guest.</summary>
    public void JoinAsGuest(MeetingPeer peer)
    {
        lock (_lock)
        {
            if (peer.State == PeerState.New)
            {
                Enter(peer, proposedId: null);
            }
        }
    }

    /// <summary>Handles an event. What is unknown has no effect; whoever may not is told so.</summary>
    public void Handle(MeetingPeer peer, string name, JsonElement data)
    {
        lock (_lock)
        {
            if (!Events.TryGetValue(name, out var @event))
            {
                return;
            }

            if (peer.State == PeerState.New)
            {
                Enter(peer, proposedId: null);
            }

            if (peer.State != PeerState.Present)
            {
                return;
            }

            if (RoleOf(peer) < @event.Least)
            {
                peer.Send(MeetingFrames.Error("UNAUTHORIZED", $"{name} is for {(@event.Least == PeerRole.Host ? "the host" : "hosts")} only"));
                return;
            }

            @event.Run(this, peer, data);
        }
    }

    /// <summary>The connection is gone.</summary>
    public void Leave(MeetingPeer peer)
    {
        lock (_lock)
        {
            var state = peer.State;
            peer.State = PeerState.Gone;
            if (state == PeerState.Waiting)
            {
                _waiting.Remove(peer);
                ToHosts(MeetingFrames.About("waiting-participant-left", peer.Id));
            }
            else if (state == PeerState.Present)
            {
                Depart(peer, comesBack: true);
            }
        }
    }

    private void Enter(MeetingPeer peer, string? proposedId)
    {
        var isFirst = _peers.Count == 0;
        if (!isFirst && proposedId is not null && _removed.Contains(proposedId))
        {
            Expel(peer);
            return;
        }

        var role = isFirst ? PeerRole.Host : TakeBack(peer, proposedId);
        peer.Id = IsFree(proposedId) ? proposedId! : Guid.NewGuid().ToString();
        if (role is null && _hasWaitingRoom)
        {
            Wait(peer);
        }
        else if (role is null && _isLocked)
        {
            const string Message = "This room is locked and not accepting new participants";
            Refuse(peer, "ROOM_LOCKED", Message, MeetingFrames.Notice("room-locked", Message));
        }
        else if (_peers.Count >= options.MaxPeers)
        {
            Refuse(peer, "ROOM_FULL", "This room is full");
        }
        else
        {
            Admit(peer, role ?? PeerRole.Participant);
        }
    }

    private static void Refuse(MeetingPeer peer, string code, string message, ReadOnlyMemory<byte>? more = null)
    {
        peer.State = PeerState.Gone;
        peer.Send(MeetingFrames.Error(code, message));
        if (more is { } frame)
        {
            peer.Send(frame);
        }

        peer.Close(PolicyViolation, code);
    }

    private void Wait(MeetingPeer peer)
    {
        if (_waiting.Count >= options.MaxWaiting)
        {
            Refuse(peer, "ROOM_FULL", "Too many are waiting for this room");
            return;
        }

        peer.State = PeerState.Waiting;
        peer.WaitingSince = time.GetUtcNow();
        _waiting.Add(peer);
        peer.Send(MeetingFrames.Notice("waiting-for-admission", "The host has been told that you are waiting"));
        ToHosts(WaitingFrame(peer));
    }

    private void Admit(MeetingPeer peer, PeerRole role)
    {
        peer.State = PeerState.Present;
        var before = _host;
        if (role == PeerRole.Host)
        {
            _host = peer;
        }
        else if (role == PeerRole.CoHost)
        {
            _coHosts.Add(peer);
        }

        peer.MayShare = role != PeerRole.Participant;
        peer.Send(PeersFrame(peer));
        SendState(peer);
        _peers.Add(peer);
        ToOthers(peer, JoinedFrame(peer));
        if (role == PeerRole.CoHost)
        {
            ToOthers(peer, MeetingFrames.About("cohost-added", peer.Id));
        }

        if (before is not null && before != _host)
        {
            TellHost(before);
        }
    }

    private void Depart(MeetingPeer peer, bool comesBack)
    {
        var role = RoleOf(peer);
        _peers.Remove(peer);
        _coHosts.Remove(peer);
        if (_peers.Count == 0)
        {
            Forget();
            return;
        }

        if (comesBack)
        {
            Remember(_departed, new Departure(peer.Id, peer.Address, role, time.GetTimestamp()));
        }

        if (peer.IsSharing)
        {
            ToAll(MeetingFrames.About("screen-share-stopped", peer.Id));
        }

        ToAll(MeetingFrames.About("peer-left", peer.Id));
        if (role == PeerRole.Host)
        {
            _host = _coHosts.Count > 0 ? _coHosts[0] : _peers[0];
            _coHosts.Remove(_host);
            _host.MayShare = true;
            TellHost(before: null);
            _waiting.ForEach(w => _host.Send(WaitingFrame(w)));
        }

        if (peer.BreakoutId is not null)
        {
            ToAll(BreakoutsFrame());
        }
    }

    /// <summary>The room is empty: whoever comes next finds a new one. Who waits the longest comes next.</summary>
    private void Forget()
    {
        _host = null;
        _coHosts.Clear();
        _departed.Clear();
        _removed.Clear();
        _breakouts.Clear();
        _isLocked = false;
        _isChatDisabled = false;
        _hasWaitingRoom = options.WaitingRoom;
        _recordingSince = null;
        if (_waiting.Count > 0)
        {
            var first = _waiting[0];
            _waiting.RemoveAt(0);
            _hasWaitingRoom = true; // the others still wait, now for him
            Admit(first, PeerRole.Host);
            _waiting.ForEach(w => first.Send(WaitingFrame(w)));
        }
    }

    // A grace only gives a role back: meanwhile somebody else leads.
    private PeerRole? TakeBack(MeetingPeer peer, string? proposedId)
    {
        var now = time.GetTimestamp();
        _departed.RemoveAll(d => time.GetElapsedTime(d.LeftAt, now) > options.RoleGrace);
        if (_departed.Find(d => d.PeerId == proposedId && d.Address == peer.Address) is not { } departure || !IsFree(proposedId))
        {
            return null;
        }

        _departed.Remove(departure);
        return departure.Role;
    }

    private bool IsFree(string? proposed) =>
        proposed is { Length: > 0 and <= 64 } &&
        !proposed.AsSpan().ContainsAnyExcept(IdCharacters) &&
        !_peers.Exists(p => p.Id == proposed) &&
        !_waiting.Exists(p => p.Id == proposed);

    private void Rename(MeetingPeer peer, string? name)
    {
        if (PlainText.IsShort(name))
        {
            peer.Name = name!;
        }

        if (peer.State == PeerState.Present)
        {
            ToOthers(peer, JoinedFrame(peer));
        }
    }

    private PeerRole RoleOf(MeetingPeer peer) =>
        peer == _host ? PeerRole.Host : _coHosts.Contains(peer) ? PeerRole.CoHost : PeerRole.Participant;

    private static void Remember<T>(List<T> list, T item)
    {
        if (list.Count == MaxRemembered)
        {
            list.RemoveAt(0);
        }

        list.Add(item);
    }
}
