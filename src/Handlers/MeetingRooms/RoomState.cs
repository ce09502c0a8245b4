namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>A room as servers tell each other of it: enough to go on with it when its server dies.</summary>
internal sealed record RoomState
{
    public bool IsLocked { get; init; }

    public bool IsChatDisabled { get; init; }

    public bool HasWaitingRoom { get; init; }

    /// <summary>For how long the meeting has been recorded; null when it is not.</summary>
    public TimeSpan? Recording { get; init; }

    /// <summary>Who is in it, in the order in which they came.</summary>
    public IReadOnlyList<PeerRecord> Peers { get; init; } = [];

    public IReadOnlyList<PeerRecord> Waiting { get; init; } = [];

    public string? HostId { get; init; }

    /// <summary>In the order in which they were made.</summary>
    public IReadOnlyList<string> CoHostIds { get; init; } = [];

    /// <summary>Who has left, and may have his role back.</summary>
    public IReadOnlyList<DepartureRecord> Departed { get; init; } = [];

    /// <summary>Those who are not let in again.</summary>
    public IReadOnlyList<RemovalRecord> KeptOut { get; init; } = [];

    /// <summary>The meeting's id, and that of its recording while there is one: to what of it somebody was there.</summary>
    public string? MeetingId { get; init; }

    public string? TakeId { get; init; }

    public IReadOnlyList<BreakoutRecord> Breakouts { get; init; } = [];

    /// <summary>As <see cref="MeetingRoom.AdmitsChatFrom"/>.</summary>
    public bool AdmitsChatFrom(string address) =>
        !IsChatDisabled && ((!IsLocked && !HasWaitingRoom) || Peers.Any(p => p.Address == address));

    /// <summary>What is known of a connection; null for one that has not come in.</summary>
    public PeerRecord? Find(PeerKey key) => Peers.FirstOrDefault(p => p.Key == key) ?? Waiting.FirstOrDefault(p => p.Key == key);
}

/// <summary>Somebody in a room, or waiting for it.</summary>
internal sealed record PeerRecord(PeerKey Key, string Address, string Id, string Name, PeerState State)
{
    /// <summary>As <see cref="MeetingPeer.Secret"/>.</summary>
    public string? Secret { get; init; }

    /// <summary>As <see cref="MeetingPeer.Person"/>.</summary>
    public string? Person { get; init; }

    public bool IsSharing { get; init; }

    public bool MayShare { get; init; }

    public bool IsMuted { get; init; }

    public long? HandRaisedAt { get; init; }

    public DateTimeOffset WaitingSince { get; init; }

    public string? BreakoutId { get; init; }

    public static PeerRecord Of(MeetingPeer peer) => new(peer.Key, peer.Address, peer.Id, peer.Name, peer.State)
    {
        Secret = peer.Secret,
        Person = peer.Person,
        IsSharing = peer.IsSharing,
        MayShare = peer.MayShare,
        IsMuted = peer.IsMuted,
        HandRaisedAt = peer.HandRaisedAt,
        WaitingSince = peer.WaitingSince,
        BreakoutId = peer.BreakoutId,
    };

    /// <summary>Makes a peer what the record says.</summary>
    public void ApplyTo(MeetingPeer peer)
    {
        (peer.Id, peer.Name, peer.State, peer.Secret, peer.Person) = (Id, Name, State, Secret, Person);
        (peer.IsSharing, peer.MayShare, peer.IsMuted) = (IsSharing, MayShare, IsMuted);
        (peer.HandRaisedAt, peer.WaitingSince, peer.BreakoutId) = (HandRaisedAt, WaitingSince, BreakoutId);
    }
}

/// <summary>Somebody who has left.</summary>
internal sealed record DepartureRecord(string PeerId, string Address, PeerRole Role, TimeSpan Ago)
{
    /// <summary>As <see cref="MeetingPeer.Secret"/>.</summary>
    public string? Secret { get; init; }
}

/// <summary>Somebody who was removed or not let in: his id, and the hash of his key, by which he is known under another one.</summary>
internal sealed record RemovalRecord(string PeerId, string? Secret, string Address);

/// <summary>A breakout room.</summary>
internal sealed record BreakoutRecord(string Id, string Name);
