using System.Text.Json;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>A room that is here, with people of other servers in it.</summary>
internal sealed partial class RoomPlace
{
    private static readonly TimeSpan CopyDelay = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<PeerKey, MeetingPeer> _peersElsewhere = [];
    private readonly HashSet<string> _followers = new(StringComparer.Ordinal);
    private readonly RoomOutbox _outbox = new(roomId, channel);
    private ITimer? _copyTimer;
    private bool _isCopyDue;
    private string? _lastCopy;

    /// <summary>The server says what its people in the room are: all that it has.</summary>
    public void OnAttach(string server, VisitRecord[] visits, bool anew)
    {
        lock (_lock)
        {
            if (_room is null)
            {
                Tell(RoomMessages.Lost, server, static _ => { });
                return;
            }

            _followers.Add(server);
            Run(room =>
            {
                LeaveAll(key => key.Server == server && (anew || !Array.Exists(visits, v => v.Socket == key.Socket)));
                foreach (var visit in visits)
                {
                    Meet(room, server, visit);
                }

                if (_outbox.HasOverflowed(server))
                {
                    SendBack(server);
                }
            });
            SendCopy(server);
        }
    }

    /// <summary>Nobody of the server is in the room.</summary>
    public void OnDetach(string server)
    {
        lock (_lock)
        {
            _followers.Remove(server);
            Run(_ => LeaveAll(key => key.Server == server));
            _outbox.Forget(server);
            Relinquish();
        }
    }

    public void OnOpen(string server, VisitRecord visit)
    {
        lock (_lock)
        {
            if (_room is null)
            {
                Tell(RoomMessages.Lost, server, static _ => { });
                return;
            }

            _followers.Add(server);
            Run(room => Meet(room, server, visit));
        }
    }

    public void OnFrame(string server, string socket, ReadOnlyMemory<byte> frame)
    {
        using var document = JsonDocument.Parse(frame);
        var root = document.RootElement;
        var name = MeetingFrames.Text(root, "event")!;
        try
        {
            OfElsewhere(server, socket, (room, peer) => Handle(room, peer, name, root.GetProperty("data"u8)));
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair in a name: as the contract has it, nothing happens.
        }
    }

    public void OnGuest(string server, string socket) => OfElsewhere(server, socket, static (room, peer) => room.JoinAsGuest(peer));

    public void OnClose(string server, string socket)
    {
        lock (_lock)
        {
            Run(_ => LeaveAll(key => key == new PeerKey(server, socket)));
            Relinquish();
        }
    }

    /// <summary>Sends the newest copy now: this server stops.</summary>
    public void FlushCopy()
    {
        lock (_lock)
        {
            if (_isCopyDue)
            {
                _isCopyDue = false;
                SendCopy(to: null);
            }
        }
    }

    private void OfElsewhere(string server, string socket, Action<MeetingRoom, MeetingPeer> act)
    {
        lock (_lock)
        {
            if (_room is null)
            {
                Tell(RoomMessages.Lost, server, static _ => { });
            }
            else if (_peersElsewhere.TryGetValue(new PeerKey(server, socket), out var peer))
            {
                Run(room => act(room, peer));
            }
        }
    }

    // Somebody of another server: known, known to it from before, or new.
    private void Meet(MeetingRoom room, string server, VisitRecord visit)
    {
        var key = new PeerKey(server, visit.Socket);
        if (!_peersElsewhere.TryGetValue(key, out var peer))
        {
            _peersElsewhere[key] = peer = new MeetingPeer(_outbox.To(key), visit.Address) { Key = key };
            if (visit.Record is { } record)
            {
                room.Take(peer, record);
            }
        }

        if (peer.State == PeerState.New && visit.Join is { } join)
        {
            room.Join(peer, join.PeerId, join.Name, join.Key);
        }
    }

    // So much was said before their server heard of this one that it was not kept: they come in anew.
    private void SendBack(string server)
    {
        foreach (var peer in _peersElsewhere.Values.Where(p => p.Key.Server == server))
        {
            peer.Close(ServiceRestart, TryAgain);
        }
    }

    private void LeaveAll(Func<PeerKey, bool> which)
    {
        foreach (var (key, peer) in _peersElsewhere.Where(p => which(p.Key)).ToArray())
        {
            _peersElsewhere.Remove(key);
            _room?.Leave(peer);
        }
    }

    private void Run(Action<MeetingRoom> act)
    {
        if (_room is { } room)
        {
            try
            {
                act(room);
            }
            finally
            {
                _outbox.Flush(_followers); // what it said before a frame turned out to be none is said
                CopySoon();
            }
        }
    }

    private void CopySoon()
    {
        if (_followers.Count > 0 && !_isCopyDue)
        {
            _isCopyDue = true;
            _copyTimer ??= time.CreateTimer(_ => FlushCopy(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _copyTimer.Change(CopyDelay, Timeout.InfiniteTimeSpan);
        }
    }

    // What is said in a room changes nothing of it as a rule. Times would make each copy another one.
    private void SendCopy(string? to)
    {
        if (_room is null)
        {
            return;
        }

        var state = _room.Describe();
        var sockets = _visits.Count + _peersElsewhere.Count;
        if (to is null)
        {
            var timeless = state with
            {
                Recording = state.Recording is null ? null : TimeSpan.Zero,
                Departed = [.. state.Departed.Select(static d => d with { Ago = default })],
            };
            var text = $"{sockets} {JsonSerializer.Serialize(timeless)}";
            if (text == _lastCopy)
            {
                return;
            }

            _lastCopy = text;
            _version++;
        }

        Tell(RoomMessages.Copy, to, writer =>
        {
            writer.WriteNumber("version"u8, _version);
            writer.WriteNumber("sockets"u8, sockets);
            RoomMessages.Write(writer, "state", state);
        });
    }
}
