namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>A room that moves to another server.</summary>
internal sealed partial class MeetingRoom
{
    private const int ServiceRestart = 1012;

    /// <summary>All that another server needs to go on with the room.</summary>
    public RoomState Describe()
    {
        lock (_lock)
        {
            return new RoomState
            {
                IsLocked = _isLocked,
                IsChatDisabled = _isChatDisabled,
                HasWaitingRoom = _hasWaitingRoom,
                Recording = _recordingSince is { } since ? time.GetElapsedTime(since) : null,
                Peers = [.. _peers.Select(PeerRecord.Of)],
                Waiting = [.. _waiting.Select(PeerRecord.Of)],
                HostId = _host?.Id,
                CoHostIds = [.. _coHosts.Select(static p => p.Id)],
                Departed = [.. _departed.Select(d => new DepartureRecord(d.PeerId, d.Address, d.Role, time.GetElapsedTime(d.LeftAt)) { Secret = d.Secret })],
                KeptOut = [.. _removed],
                MeetingId = _meetingId,
                TakeId = _takeId,
                Breakouts = [.. _breakouts.Select(static b => new BreakoutRecord(b.Id, b.Name))],
            };
        }
    }

    /// <summary>Makes the room what another server said it was. For a new room only.</summary>
    /// <param name="state">What it said.</param>
    /// <param name="find">Makes or finds the connection of somebody.</param>
    public void Restore(RoomState state, Func<PeerRecord, MeetingPeer> find)
    {
        lock (_lock)
        {
            (_isLocked, _isChatDisabled, _hasWaitingRoom) = (state.IsLocked, state.IsChatDisabled, state.HasWaitingRoom);
            _recordingSince = state.Recording is { } length ? Ago(length) : null;
            _peers.AddRange(state.Peers.Select(Revive));
            _waiting.AddRange(state.Waiting.Select(Revive));
            _host = Find(state.HostId) ?? _peers.FirstOrDefault();
            _coHosts.AddRange(state.CoHostIds.Select(Find).OfType<MeetingPeer>());
            _departed.AddRange(state.Departed.Select(d => new Departure(d.PeerId, d.Address, d.Secret, d.Role, Ago(d.Ago))));
            _removed.AddRange(state.KeptOut);
            (_meetingId, _takeId) = (state.MeetingId ?? _meetingId, state.TakeId);
            _breakouts.AddRange(state.Breakouts.Select(static b => new Breakout(b.Id, b.Name)));
        }

        MeetingPeer Revive(PeerRecord record)
        {
            var peer = find(record);
            record.ApplyTo(peer);
            return peer;
        }

        long Ago(TimeSpan length) => time.GetTimestamp() - (long)(length.TotalSeconds * time.TimestampFrequency);
    }

    /// <summary>
    /// Somebody who was in the room on another server, when two servers had it and could not hear each other. Whoever was let in there
    /// is let in here, but without his role.
    /// </summary>
    public void Take(MeetingPeer peer, PeerRecord record)
    {
        lock (_lock)
        {
            if (record.Secret is { } secret && _peers.Exists(p => p.Id == record.Id && p.Secret == secret))
            {
                // He himself, connected on both sides. Whichever connection still lives comes back and takes the place; a dead one does not.
                peer.State = PeerState.Gone;
                peer.Close(ServiceRestart, "Try again");
                return;
            }

            (peer.Id, peer.Name) = (IsFree(record.Id) ? record.Id : Guid.NewGuid().ToString(), record.Name);
            (peer.Secret, peer.Person) = (record.Secret, record.Person);
            if (record.State == PeerState.Waiting && _hasWaitingRoom && _peers.Count > 0)
            {
                Wait(peer);
            }
            else if (_peers.Count >= options.MaxPeers)
            {
                Refuse(peer, "ROOM_FULL", "This room is full");
            }
            else
            {
                (peer.HandRaisedAt, peer.IsSharing) = (record.HandRaisedAt, record.IsSharing);
                Admit(peer, _peers.Count == 0 ? PeerRole.Host : PeerRole.Participant);
            }
        }
    }
}
