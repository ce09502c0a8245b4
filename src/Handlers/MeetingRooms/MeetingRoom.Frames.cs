using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>What a room says, and to whom.</summary>
internal sealed partial class MeetingRoom
{
    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    private void ToAll(ReadOnlyMemory<byte> frame)
    {
        foreach (var peer in _peers)
        {
            peer.Send(frame);
        }
    }

    private void ToOthers(MeetingPeer sender, ReadOnlyMemory<byte> frame)
    {
        foreach (var peer in _peers)
        {
            if (peer != sender)
            {
                peer.Send(frame);
            }
        }
    }

    // Talk stays in the breakout room where it is said.
    private void ToOthersHere(MeetingPeer sender, ReadOnlyMemory<byte> frame)
    {
        foreach (var peer in _peers)
        {
            if (peer != sender && peer.BreakoutId == sender.BreakoutId)
            {
                peer.Send(frame);
            }
        }
    }

    private void ToHosts(ReadOnlyMemory<byte> frame)
    {
        foreach (var peer in _peers)
        {
            if (RoleOf(peer) >= PeerRole.CoHost)
            {
                peer.Send(frame);
            }
        }
    }

    private void TellHost(MeetingPeer? before)
    {
        ToAll(MeetingFrames.Event("host-changed", writer => writer.WriteString("hostId"u8, _host!.Id)));
        HostStatus(_host!, isHost: true);
        if (before is { State: PeerState.Present })
        {
            HostStatus(before, isHost: false);
        }
    }

    private void HostStatus(MeetingPeer peer, bool isHost) => peer.Send(MeetingFrames.Event("host-status", writer =>
    {
        writer.WriteString("hostId"u8, _host!.Id);
        writer.WriteBoolean("isHost"u8, isHost);
    }));

    private ReadOnlyMemory<byte> PeersFrame(MeetingPeer newcomer) => MeetingFrames.Event("peers", writer =>
    {
        writer.WriteString("yourId"u8, newcomer.Id);
        writer.WriteStartArray("peers"u8);
        var others = _peers.FindAll(peer => peer != newcomer);
        foreach (var peer in others)
        {
            if (options.PeersAsObjects)
            {
                WritePeer(writer, peer);
            }
            else
            {
                writer.WriteStringValue(peer.Id);
            }
        }

        writer.WriteEndArray();
        writer.WriteStartArray("participants"u8);
        others.ForEach(peer => WritePeer(writer, peer));
        writer.WriteEndArray();
        writer.WriteBoolean("isHost"u8, newcomer == _host);
        writer.WriteString("hostId"u8, _host!.Id);
        writer.WriteStartArray("coHosts"u8);
        _coHosts.ForEach(peer => writer.WriteStringValue(peer.Id));
        writer.WriteEndArray();
        writer.WriteBoolean("roomLocked"u8, _isLocked);
        writer.WriteBoolean("waitingRoom"u8, _hasWaitingRoom);
        if (memory?.IssuePass(Id, newcomer) is { } pass)
        {
            writer.WriteString("pass"u8, pass);
        }
    });

    private static void WritePeer(Utf8JsonWriter writer, MeetingPeer peer)
    {
        writer.WriteStartObject();
        writer.WriteString("peerId"u8, peer.Id);
        writer.WriteString("username"u8, peer.Name);
        writer.WriteEndObject();
    }

    /// <summary>What holds in the room, as the events that a newcomer has missed.</summary>
    private void SendState(MeetingPeer newcomer)
    {
        foreach (var peer in _peers)
        {
            if (peer.IsSharing)
            {
                newcomer.Send(MeetingFrames.About("screen-share-started", peer.Id));
            }

            if (peer.HandRaisedAt is not null)
            {
                newcomer.Send(HandFrame(peer));
            }
        }

        if (_isChatDisabled)
        {
            newcomer.Send(MeetingFrames.Notice("chat-disabled", ChatDisabled));
        }

        if (_recordingSince is not null)
        {
            newcomer.Send(MeetingFrames.Notice("recording-started", Recording));
        }

        if (_breakouts.Count > 0)
        {
            newcomer.Send(BreakoutsFrame());
        }
    }

    private static ReadOnlyMemory<byte> JoinedFrame(MeetingPeer peer) =>
        MeetingFrames.Event("peer-joined", writer =>
        {
            writer.WriteString("peerId"u8, peer.Id);
            writer.WriteString("username"u8, peer.Name);
        });

    private static ReadOnlyMemory<byte> HandFrame(MeetingPeer peer) =>
        MeetingFrames.Event("raise-hand", writer =>
        {
            writer.WriteString("peerId"u8, peer.Id);
            writer.WriteString("username"u8, peer.Name);
            writer.WriteNumber("timestamp"u8, peer.HandRaisedAt!.Value);
        });

    private static ReadOnlyMemory<byte> WaitingFrame(MeetingPeer peer) =>
        MeetingFrames.Event("waiting-participant-joined", writer =>
        {
            writer.WriteString("peerId"u8, peer.Id);
            writer.WriteString("username"u8, peer.Name);
            writer.WriteString("timestamp"u8, IsoTime(peer.WaitingSince));
        });

    private static string IsoTime(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
