using SocketIoCompat.Handlers.RawSockets;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>How far somebody has come into a room.</summary>
internal enum PeerState
{
    New,
    Waiting,
    Present,
    Gone,
}

/// <summary>What somebody may do; each includes the ones before.</summary>
internal enum PeerRole
{
    Participant,
    CoHost,
    Host,
}

/// <summary>A connection of a room.</summary>
/// <param name="Server">The server that it is connected to.</param>
/// <param name="Socket">Its id there.</param>
internal readonly record struct PeerKey(string Server, string Socket);

/// <summary>Somebody in a room. All but what is fixed at first is the room's, under its lock.</summary>
/// <param name="sink">His connection.</param>
/// <param name="address">Where it comes from: a role is given back to the same address only, as everybody in the room knows his id.</param>
internal sealed class MeetingPeer(IMessageSink sink, string address)
{
    public const string Guest = "Guest";

    /// <summary>Which connection it is, among those of all servers.</summary>
    public PeerKey Key { get; init; }

    public string Address { get; } = address;

    public string Id { get; set; } = "";

    public string Name { get; set; } = Guest;

    /// <summary>The hash of what only he knows: whoever brings it with his id is he. Null where the page knows no such thing.</summary>
    public string? Secret { get; set; }

    /// <summary>Who he is outside of the room: nobody's name, but the same whenever he brings his key. Null without a key worth that.</summary>
    public string? Person { get; set; }

    public PeerState State { get; set; }

    public bool IsSharing { get; set; }

    public bool MayShare { get; set; }

    public bool IsMuted { get; set; }

    /// <summary>When he raised his hand, in Unix seconds; null when it is down.</summary>
    public long? HandRaisedAt { get; set; }

    /// <summary>When he began to wait for admission.</summary>
    public DateTimeOffset WaitingSince { get; set; }

    /// <summary>The breakout room that he is in; null for the room itself.</summary>
    public string? BreakoutId { get; set; }

    public void Send(ReadOnlyMemory<byte> frame) => sink.Send(frame);

    public void Close(int code, string reason) => sink.Close(code, reason);
}
