using System.Text.Json;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>
/// A room: who is in it, who leads it, and what holds in it. Everything happens under its lock, and sending takes no time. It knows
/// nothing of connections and keeps nothing once it is empty; what outlasts it is in <paramref name="memory"/>.
/// </summary>
internal sealed partial class MeetingRoom(string id, MeetingRoomOptions options, TimeProvider time, IRoomMemory? memory = null)
{
    private const int NormalClosure = 1000;
    private const int PolicyViolation = 1008;
    private const int MaxRemembered = 256;

    private readonly Lock _lock = new();
    private readonly List<MeetingPeer> _peers = []; // in the order in which they came
    private readonly List<MeetingPeer> _waiting = [];
    private readonly List<MeetingPeer> _coHosts = []; // in the order in which they were made
    private readonly List<Departure> _departed = [];
    private MeetingPeer? _host;
    private bool _isLocked;
    private bool _isChatDisabled;
    private bool _hasWaitingRoom = options.WaitingRoom;

    public string Id { get; } = id;

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
    public void Join(MeetingPeer peer, string? proposedId, string? name, string? secret = null)
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

            (peer.Secret, peer.Person) = (HashOf(secret), MeetingPasses.PersonOf(Id, secret));
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

    private PeerRole RoleOf(MeetingPeer peer) =>
        peer == _host ? PeerRole.Host : _coHosts.Contains(peer) ? PeerRole.CoHost : PeerRole.Participant;
}
