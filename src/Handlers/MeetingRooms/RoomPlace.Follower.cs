using System.Text.Json;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>A room that another server has: what it says, and what becomes of the room without it.</summary>
internal sealed partial class RoomPlace
{
    private const int ServiceRestart = 1012;
    private const string TryAgain = "Try again";

    /// <summary>Whether the room is here.</summary>
    public bool IsHere
    {
        get
        {
            lock (_lock)
            {
                return _room is not null;
            }
        }
    }

    public void OnSend(string server, string[] sockets, ReadOnlyMemory<byte> frame)
    {
        lock (_lock)
        {
            foreach (var socket in sockets)
            {
                if (server == _owner && _visits.TryGetValue(socket, out var visit))
                {
                    visit.Sink.Send(frame);
                }
            }
        }
    }

    public void OnShut(string server, string socket, int code, string reason)
    {
        lock (_lock)
        {
            if (server == _owner && _visits.TryGetValue(socket, out var visit))
            {
                visit.Sink.Close(code, reason);
                Remove(visit); // however long its connection takes to end: whoever gets the room next is not told of it
            }
        }
    }

    public void OnCopy(string server, RoomState state, long version, int sockets)
    {
        lock (_lock)
        {
            if (server == _owner)
            {
                (_copy, _version, _socketsElsewhere) = (state, version, sockets);
                _known.TrySetResult();
            }
        }
    }

    /// <summary>A server says that it has the room. When this one has it too, the one that started first keeps it.</summary>
    public void OnOwn(string server)
    {
        lock (_lock)
        {
            if (_room is { } room)
            {
                if (string.CompareOrdinal(channel.Id, server) < 0)
                {
                    SayOwn(server);
                    return;
                }

                _copy = room.Describe();
                Abandon();
                Follow(server, anew: true);
            }
            else if (_owner == server)
            {
                SendAttach();
            }
            else if (_owner is null || !channel.Others.Contains(_owner, StringComparer.Ordinal) || string.CompareOrdinal(server, _owner) < 0)
            {
                if (_visits.Count > 0 || _watchers > 0)
                {
                    Follow(server);
                }
                else
                {
                    Tell(RoomMessages.Detach, server, static _ => { });
                }
            }
        }
    }

    /// <summary>The server has not got the room.</summary>
    public void OnLost(string server)
    {
        lock (_lock)
        {
            if (_owner == server)
            {
                _copy = null;
                Unsettle();
            }
        }
    }

    /// <summary>The server is gone. Whoever has people in a room of its gets the room.</summary>
    public void OnGone(string server)
    {
        lock (_lock)
        {
            _followers.Remove(server);
            Run(_ => LeaveAll(key => key.Server == server));
            _outbox.Forget(server);
            if (_owner == server)
            {
                Unsettle();
            }

            Relinquish();
        }
    }

    /// <summary>Frames of the server are lost: who is in a room of its comes in anew, and gets what holds.</summary>
    public void OnMissed(string server)
    {
        lock (_lock)
        {
            foreach (var visit in _visits.Values.Where(_ => _owner == server))
            {
                visit.Sink.Close(ServiceRestart, TryAgain);
            }
        }
    }

    /// <summary>The server has to know all that this one has to tell it of a room that is there.</summary>
    public void OnAppeared(string server)
    {
        lock (_lock)
        {
            if (_owner == server)
            {
                SendAttach();
            }
        }
    }

    public void OnWhere(string server)
    {
        lock (_lock)
        {
            if (_room is not null)
            {
                SayOwn(server);
            }
        }
    }

    /// <summary>Another server has the room.</summary>
    /// <param name="server">That server.</param>
    /// <param name="anew">The people here were in another room of the same id: whatever the server knows of them is of before that.</param>
    private void Follow(string server, bool anew = false)
    {
        _owner = server;
        foreach (var visit in _visits.Values.ToArray())
        {
            if (visit.Peer is { State: PeerState.Gone })
            {
                Drop(visit); // replaced or sent away: only its connection has not ended
            }

            visit.Peer = null;
        }

        SendAttach(anew);
        _settled.TrySetResult();
    }

    private void SendAttach(bool anew = false)
    {
        VisitRecord[] visits = [.. _visits.Values.Select(Describe)];
        Tell(RoomMessages.Attach, _owner, writer =>
        {
            writer.WriteBoolean("anew"u8, anew);
            RoomMessages.Write(writer, "visits", visits);
        });
    }

    private void SayOwn(string? to) => channel.Send(RoomMessages.Own, to, writer => RoomMessages.Write(writer, "rooms", (string[])[RoomId]));

    /// <summary>Nobody is known to have the room: who has people in it asks for it.</summary>
    private void Unsettle()
    {
        _owner = null;
        _socketsElsewhere = 0;
        if (_settled.Task.IsCompleted)
        {
            _settled = NewSignal();
        }

        if (_known.Task.IsCompleted)
        {
            _known = NewSignal();
        }

        if (_visits.Count > 0)
        {
            Claim();
        }
    }

    // The room goes elsewhere, with all that are in it.
    private void Abandon()
    {
        _room = null;
        _peersElsewhere.Clear();
        _followers.Clear();
        _outbox.Clear();
        _lastCopy = null;
    }

    /// <summary>Gives up what nobody needs: a room without people, or the interest in one of another server.</summary>
    private void Relinquish()
    {
        if (_visits.Count > 0)
        {
            return;
        }

        if (_room is not null && _peersElsewhere.Count == 0)
        {
            Abandon();
            _version = 0;
            Tell(RoomMessages.Lost, null, static _ => { });
            Unsettle();
        }
        else if (_owner is { } owner && _watchers == 0)
        {
            Tell(RoomMessages.Detach, owner, static _ => { });
            _copy = null;
            Unsettle();
        }
    }
}
