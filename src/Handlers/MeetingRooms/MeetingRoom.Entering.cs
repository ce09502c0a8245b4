using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>How people come in, wait, and go.</summary>
internal sealed partial class MeetingRoom
{
    private void Enter(MeetingPeer peer, string? proposedId)
    {
        if (TakeOver(peer, proposedId))
        {
            return;
        }

        var isFirst = _peers.Count == 0;
        if (!isFirst && IsRemoved(peer, proposedId))
        {
            Expel(peer);
            return;
        }

        var role = isFirst ? PeerRole.Host : TakeBack(peer, proposedId);
        peer.Id = IsFree(proposedId) && !IsKept(proposedId!) ? proposedId! : Guid.NewGuid().ToString();
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
        Attend(peer);
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
            if (_departed.Count == MaxRemembered)
            {
                // Whoever joins and leaves on and on takes nobody's role from him.
                _departed.RemoveAt(Math.Max(0, _departed.FindIndex(static d => d.Role == PeerRole.Participant)));
            }

            _departed.Add(new Departure(peer.Id, peer.Address, peer.Secret, role, time.GetTimestamp()));
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
        (_recordingSince, _takeId, _meetingId) = (null, null, ClassroomIds.NewId());
        if (_waiting.Count > 0)
        {
            var first = _waiting[0];
            _waiting.RemoveAt(0);
            _hasWaitingRoom = true; // the others still wait, now for him
            Admit(first, PeerRole.Host);
            _waiting.ForEach(w => first.Send(WaitingFrame(w)));
        }
    }

    // Somebody who comes back with his key finds his id.
    private bool IsKept(string proposed) => _departed.Exists(d => d.PeerId == proposed && d.Secret is not null);

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
}
