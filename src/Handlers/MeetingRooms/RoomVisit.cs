using SocketIoCompat.Handlers.RawSockets;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>A connection of a room on this server. All but what is fixed at first is its place's, under its lock.</summary>
internal sealed class RoomVisit(string id, string address, IMessageSink sink, CancellationToken aborted)
{
    public string Id { get; } = id;

    public string Address { get; } = address;

    public IMessageSink Sink { get; } = sink;

    /// <summary>Cancelled when the connection is gone.</summary>
    public CancellationToken Aborted { get; } = aborted;

    /// <summary>Whether the room has nothing to do with it any more, though the connection may not have ended yet.</summary>
    public bool IsGone { get; set; }

    /// <summary>What it brought when it came in; null as long as it has not.</summary>
    public JoinRequest? Join { get; set; }

    /// <summary>Who it is in the room, when this server has it.</summary>
    public MeetingPeer? Peer { get; set; }
}
