using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>The events of a room that everybody may send, and the table of all of them.</summary>
internal sealed partial class MeetingRoom
{
    private const string ChatDisabled = "Chat has been disabled by host";
    private const string Recording = "This meeting is being recorded";

    private static readonly FrozenDictionary<string, RoomEvent> Events = Table().ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>An event: who may send it, and what it does.</summary>
    private sealed record RoomEvent(PeerRole Least, Action<MeetingRoom, MeetingPeer, JsonElement> Run);

    private static Dictionary<string, RoomEvent> Table()
    {
        var table = new Dictionary<string, RoomEvent>(StringComparer.Ordinal);
        void Add(PeerRole least, Action<MeetingRoom, MeetingPeer, JsonElement> run, params string[] names)
        {
            foreach (var name in names)
            {
                table.Add(name, new RoomEvent(least, run));
            }
        }

        foreach (var name in (string[])["offer", "answer", "candidate"])
        {
            Add(PeerRole.Participant, (room, peer, data) => room.Signal(name, peer, data), name);
        }

        foreach (var name in (string[])["poll-created", "poll-vote", "poll-closed", "question-asked", "question-upvote", "question-answered"])
        {
            Add(PeerRole.Participant, (room, peer, data) => room.ToOthersHere(peer, MeetingFrames.Relay(name, data, peer)), name);
        }

        Add(PeerRole.Participant, static (room, peer, data) => room.Chat(peer, data), "chat-message");
        Add(PeerRole.Participant, static (room, peer, data) => room.React(peer, data), "reaction");
        Add(PeerRole.Participant, static (room, peer, _) => room.RaiseHand(peer), "raise-hand");
        Add(PeerRole.Participant, static (room, peer, data) => room.HandRaised(peer, data), "hand-raised");
        Add(PeerRole.Participant, static (room, peer, data) => room.LowerHand(peer, data), "lower-hand", "hand-lowered");
        Add(PeerRole.Participant, static (room, peer, data) => room.Share(peer, data), "screen-share-started", "screen-share-start");
        Add(PeerRole.Participant, static (room, peer, _) => room.StopSharing(peer), "screen-share-stopped", "screen-share-stop");
        Add(PeerRole.Participant, static (room, peer, data) => room.RequestShare(peer, data), "request-screen-share");
        Add(PeerRole.Participant, static (room, peer, data) => room.ToOthersHere(peer, MeetingFrames.Relay("annotation-draw", data, peer, names: false)), "annotation-draw");
        Add(PeerRole.Participant, static (room, peer, _) => room.ToAllHere(peer, MeetingFrames.About("annotation-clear", peer.Id)), "annotation-clear");
        Add(PeerRole.Participant, static (room, peer, data) => room.JoinBreakout(peer, MeetingFrames.Text(data, "breakoutId")), "breakout-join");
        Add(PeerRole.Participant, static (room, peer, _) => room.MoveToBreakout(peer, null), "breakout-leave");
        Add(PeerRole.Participant, static (room, peer, _) => room.SendPass(peer), "get-pass");
        AddModeration(Add);
        return table;
    }

    private void ToAllHere(MeetingPeer sender, ReadOnlyMemory<byte> frame)
    {
        ToOthersHere(sender, frame);
        sender.Send(frame);
    }

    private void Signal(string name, MeetingPeer peer, JsonElement data)
    {
        if (Find(MeetingFrames.Text(data, "targetPeerId")) is { } target && target != peer)
        {
            target.Send(MeetingFrames.Relay(name, data, peer));
        }
    }

    private void Chat(MeetingPeer peer, JsonElement data)
    {
        if (_isChatDisabled)
        {
            peer.Send(MeetingFrames.Error("UNAUTHORIZED", ChatDisabled));
        }
        else if (PlainText.IsMessage(MeetingFrames.Text(data, "message"), options.MaxMessageLength))
        {
            ToOthersHere(peer, MeetingFrames.Relay("chat-message", data, peer));
        }
    }

    private void React(MeetingPeer peer, JsonElement data)
    {
        if (MeetingFrames.Text(data, "emoji") is { } emoji && IsReaction(emoji))
        {
            ToOthersHere(peer, MeetingFrames.Event("reaction", writer =>
            {
                writer.WriteString("peerId"u8, peer.Id);
                writer.WriteString("emoji"u8, emoji);
            }));
        }
    }

    // One sign that is no letter: text that flies over everybody's screen is not for strangers to choose.
    private bool IsReaction(string emoji) => options.Reactions.Length > 0
        ? options.Reactions.Contains(emoji, StringComparer.Ordinal)
        : emoji.Length is > 0 and <= 32 && PlainText.IsShort(emoji) && !emoji.Any(char.IsAscii) && new StringInfo(emoji).LengthInTextElements == 1;

    private void RaiseHand(MeetingPeer peer)
    {
        peer.HandRaisedAt ??= time.GetUtcNow().ToUnixTimeSeconds();
        ToAll(HandFrame(peer));
        ToAll(OldHandFrame(peer, isRaised: true));
    }

    private void HandRaised(MeetingPeer peer, JsonElement data)
    {
        if (data.TryGetProperty("raised", out var raised) && raised.ValueKind == JsonValueKind.False)
        {
            PutDown(peer);
        }
        else
        {
            RaiseHand(peer);
        }
    }

    // The documented pages name themselves by ids that they are not sure of: who is not here is the sender.
    private void LowerHand(MeetingPeer peer, JsonElement data)
    {
        var target = FindTarget(data) ?? peer;
        if (target == peer || RoleOf(peer) >= PeerRole.CoHost)
        {
            PutDown(target);
        }
        else
        {
            peer.Send(MeetingFrames.Error("UNAUTHORIZED", "The hands of others are lowered by hosts only"));
        }
    }

    private void PutDown(MeetingPeer target)
    {
        target.HandRaisedAt = null;
        ToAll(MeetingFrames.About("lower-hand", target.Id));
        ToAll(OldHandFrame(target, isRaised: false));
    }

    // One of the documented pages knows hands by this name only.
    private static ReadOnlyMemory<byte> OldHandFrame(MeetingPeer peer, bool isRaised) => MeetingFrames.Event("hand-raised", writer =>
    {
        writer.WriteString("peerId"u8, peer.Id);
        writer.WriteString("username"u8, peer.Name);
        writer.WriteBoolean("raised"u8, isRaised);
    });

    private void Share(MeetingPeer peer, JsonElement data)
    {
        var frame = MeetingFrames.Relay("screen-share-started", data, peer); // throws when a name in it is no text: then he does not share
        peer.IsSharing = true;
        ToOthers(peer, frame);
    }

    private void StopSharing(MeetingPeer peer)
    {
        peer.IsSharing = false;
        ToOthers(peer, MeetingFrames.About("screen-share-stopped", peer.Id));
    }

    private void RequestShare(MeetingPeer peer, JsonElement data)
    {
        if (peer == _host || peer.MayShare)
        {
            peer.MayShare = true;
            peer.Send(ShareResponse(isApproved: true));
            return;
        }

        var name = MeetingFrames.Text(data, "peerName");
        _host!.Send(MeetingFrames.Event("screen-share-request", writer =>
        {
            writer.WriteString("peerId"u8, peer.Id);
            writer.WriteString("peerName"u8, peer.Name == MeetingPeer.Guest && PlainText.IsShort(name) ? name : peer.Name);
        }));
    }

    private static ReadOnlyMemory<byte> ShareResponse(bool isApproved) =>
        MeetingFrames.Event("screen-share-response", writer => writer.WriteBoolean("approved"u8, isApproved));

    private MeetingPeer? Find(string? peerId) => peerId is null ? null : _peers.Find(p => p.Id == peerId);

    /// <summary>Whom a command is about: pages that write both names mean themselves by <c>peerId</c>.</summary>
    private MeetingPeer? FindTarget(JsonElement data) => Find(TargetId(data));

    private static string? TargetId(JsonElement data) => MeetingFrames.Text(data, "targetPeerId") ?? MeetingFrames.Text(data, "peerId");
}
