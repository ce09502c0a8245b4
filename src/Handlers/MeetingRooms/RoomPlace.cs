using System.Text.Json;
using Microsoft.Extensions.Logging;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>
/// A room as this server sees it. One server of the cluster has the room itself; the others pass on what their people send, and keep a
/// copy for the case that it dies. Everything happens under the place's lock, and nothing in it waits.
/// </summary>
internal sealed partial class RoomPlace(
    string roomId, MeetingRoomOptions options, ClusterChannel channel, IRoomMemory memory, TimeProvider time, ILogger<RoomPlace> logger) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, RoomVisit> _visits = new(StringComparer.Ordinal);
    private TaskCompletionSource _settled = NewSignal();
    private TaskCompletionSource _known = NewSignal();
    private MeetingRoom? _room; // when it is here
    private string? _owner; // the server where it is otherwise; null while nobody knows
    private RoomState? _copy;
    private long _version;
    private int _socketsElsewhere;
    private int _watchers;

    public string RoomId { get; } = roomId;

    /// <summary>Whether nobody needs the place any more.</summary>
    public bool IsUnused
    {
        get
        {
            lock (_lock)
            {
                return _visits.Count == 0 && _watchers == 0 && _room is null;
            }
        }
    }

    /// <summary>How many sockets the room has, on all servers.</summary>
    public int CountSockets()
    {
        lock (_lock)
        {
            return _room is null ? _socketsElsewhere : _visits.Count + _peersElsewhere.Count;
        }
    }

    /// <summary>Whether chat sockets from that address may hear and say something now.</summary>
    public bool AdmitsChatFrom(string address)
    {
        lock (_lock)
        {
            return _room?.AdmitsChatFrom(address) ?? _copy?.AdmitsChatFrom(address) ?? false;
        }
    }

    /// <summary>Adds a connection, or one of those beside the room's own. The rest follows with <see cref="EnterAsync"/>.</summary>
    public void Add(RoomVisit? visit)
    {
        lock (_lock)
        {
            if (visit is null)
            {
                _watchers++;
            }
            else
            {
                _visits.Add(visit.Id, visit);
            }
        }
    }

    /// <summary>Waits until it is known where the room is, and tells it of the connection.</summary>
    public Task EnterAsync(RoomVisit visit) => ActAsync(visit, () => visit.Peer ??= NewPeer(visit), (RoomMessages.Open, writer =>
        RoomMessages.Write(writer, "visit", Describe(visit))));

    /// <summary>Handles an event of a connection.</summary>
    public async Task HandleAsync(RoomVisit visit, string name, JsonElement data, ReadOnlyMemory<byte> frame)
    {
        var join = name == "join" ? new JoinRequest(MeetingFrames.Text(data, "peerId"), MeetingFrames.Text(data, "username"), MeetingFrames.Text(data, "key")) : null;
        await ActAsync(
            visit,
            () =>
            {
                visit.Join ??= join ?? new JoinRequest(null, null);
                Handle(visit.Peer!, name, data);
            },
            (RoomMessages.Frame, writer =>
            {
                visit.Join ??= join ?? new JoinRequest(null, null);
                writer.WriteString("socket"u8, visit.Id);
                writer.WriteString("frame"u8, frame.Span);
            }));
        await channel.DrainAsync();
    }

    /// <summary>A connection has said nothing for long.</summary>
    public void JoinAsGuest(RoomVisit visit)
    {
        lock (_lock)
        {
            if (visit.IsGone)
            {
                return;
            }

            visit.Join ??= new JoinRequest(null, null); // who gets the room while nobody has it learns it with the rest
            if (visit.Peer is { } peer)
            {
                Run(room => room.JoinAsGuest(peer));
            }
            else if (_owner is { } owner)
            {
                Tell(RoomMessages.Guest, owner, writer => writer.WriteString("socket"u8, visit.Id));
            }
        }
    }

    /// <summary>A connection is gone; null for one of those beside the room's own.</summary>
    public void Remove(RoomVisit? visit)
    {
        lock (_lock)
        {
            if (visit is null)
            {
                _watchers--;
            }
            else if (Drop(visit))
            {
                if (visit.Peer is { } peer)
                {
                    Run(room => room.Leave(peer));
                }
                else if (_owner is { } owner)
                {
                    Tell(RoomMessages.Close, owner, writer => writer.WriteString("socket"u8, visit.Id));
                }
            }

            Relinquish();
        }
    }

    /// <summary>Waits until the room is known, for a connection beside the room's own; not longer than given.</summary>
    public async Task<bool> WaitForRoomAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        Task known;
        lock (_lock)
        {
            known = _known.Task;
            if (_room is null && _owner is null)
            {
                Tell(RoomMessages.Where, null, static _ => { });
            }
        }

        try
        {
            await known.WaitAsync(limit, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    public void Dispose() => _copyTimer?.Dispose();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ActAsync(RoomVisit visit, Action act, (string Type, Action<Utf8JsonWriter> Write) message)
    {
        while (true)
        {
            Task settled;
            lock (_lock)
            {
                if (visit.IsGone)
                {
                    return;
                }

                if (_room is not null)
                {
                    Run(_ => act());
                    return;
                }

                if (_owner is { } owner)
                {
                    Tell(message.Type, owner, message.Write);
                    return;
                }

                Claim();
                settled = _settled.Task;
            }

            await settled.WaitAsync(visit.Aborted);
        }
    }

    private bool Drop(RoomVisit visit)
    {
        visit.IsGone = true;
        return _visits.Remove(visit.Id);
    }

    private static void Handle(MeetingRoom room, MeetingPeer peer, string name, JsonElement data)
    {
        if (name == "join")
        {
            room.Join(peer, MeetingFrames.Text(data, "peerId"), MeetingFrames.Text(data, "username"), MeetingFrames.Text(data, "key"));
        }
        else
        {
            room.Handle(peer, name, data);
        }
    }

    private void Handle(MeetingPeer peer, string name, JsonElement data) => Handle(_room!, peer, name, data);

    private void Tell(string type, string? to, Action<Utf8JsonWriter> write) => channel.Send(type, to, writer =>
    {
        writer.WriteString("room"u8, RoomId);
        write(writer);
    });

    private VisitRecord Describe(RoomVisit visit) =>
        new(visit.Id, visit.Address, visit.Join, _copy?.Find(new PeerKey(channel.Id, visit.Id)));

    private MeetingPeer NewPeer(RoomVisit visit) => new(visit.Sink, visit.Address) { Key = new PeerKey(channel.Id, visit.Id) };
}
