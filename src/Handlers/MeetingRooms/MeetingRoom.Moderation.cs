using System.Text.Json;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>The events of hosts and co-hosts.</summary>
internal sealed partial class MeetingRoom
{
    private static void AddModeration(Action<PeerRole, Action<MeetingRoom, MeetingPeer, JsonElement>, string[]> add)
    {
        void Hosts(Action<MeetingRoom, MeetingPeer, JsonElement> run, params string[] names) => add(PeerRole.CoHost, run, names);
        void Host(Action<MeetingRoom, MeetingPeer, JsonElement> run, params string[] names) => add(PeerRole.Host, run, names);

        Hosts(static (room, _, _) => room.Lock(), "lock-room", "room-locked");
        Hosts(static (room, _, _) => room.Unlock(), "unlock-room", "room-unlocked");
        Hosts(static (room, _, _) => room.DisableChat(), "disable-chat", "chat-disabled");
        Hosts(static (room, _, _) => room.EnableChat(), "enable-chat", "chat-enabled");
        Hosts(static (room, peer, data) => room.Remove(peer, data), "kicked", "remove-participant");
        Hosts(static (room, peer, data) => room.Mute(peer, data), "mute-participant");
        Hosts(static (room, _, data) => room.Unmute(data), "unmute-participant");
        Hosts(static (room, _, _) => room.MuteAll(), "mute-all");
        Hosts(static (room, _, _) => room.UnmuteAll(), "unmute-all");
        Hosts(static (room, _, _) => room.ClearHands(), "clear-all-hands");
        Hosts(static (room, peer, data) => room.AddCoHost(peer, data), "add-cohost", "promote-co-host");
        Host(static (room, peer, data) => room.RemoveCoHost(peer, data), "remove-cohost");
        Host(static (room, peer, data) => room.HandOver(peer, data), "transfer-host");
        Host(static (room, _, _) => room.End(), "end-meeting");
        Host(static (room, _, data) => room.AnswerShare(data, isApproved: true), "approve-screen-share");
        Host(static (room, _, data) => room.AnswerShare(data, isApproved: false), "deny-screen-share");
        Host(static (room, _, data) => room.RevokeShare(data), "revoke-screen-share");
        Hosts(static (room, _, data) => room.AdmitWaiting(data), "admit-participant");
        Hosts(static (room, _, data) => room.DenyWaiting(data), "deny-participant");
        Hosts(static (room, peer, _) => room.ListWaiting(peer), "get-waiting-room");
        Hosts(static (room, _, _) => room.SetWaitingRoom(isOn: true), "enable-waiting-room");
        Hosts(static (room, _, _) => room.SetWaitingRoom(isOn: false), "disable-waiting-room");
        Hosts(static (room, peer, _) => room.StartRecording(peer), "start-recording", "recording-started");
        Hosts(static (room, _, _) => room.StopRecording(), "stop-recording", "recording-stopped");
        Hosts(static (room, _, data) => room.CreateBreakouts(data), "breakout-create");
        Hosts(static (room, _, data) => room.AssignBreakout(data), "breakout-assign");
        Hosts(static (room, _, _) => room.CloseBreakouts(), "breakout-close");
    }

    private void Lock()
    {
        _isLocked = true;
        ToAll(MeetingFrames.Notice("room-locked", "Room has been locked by host"));
    }

    private void Unlock()
    {
        _isLocked = false;
        ToAll(MeetingFrames.Event("room-unlocked"));
    }

    private void DisableChat()
    {
        _isChatDisabled = true;
        ToAll(MeetingFrames.Notice("chat-disabled", ChatDisabled));
    }

    private void EnableChat()
    {
        _isChatDisabled = false;
        ToAll(MeetingFrames.Event("chat-enabled"));
    }

    private void Remove(MeetingPeer peer, JsonElement data)
    {
        if (FindTarget(data) is not { } target || target == peer)
        {
            return;
        }

        if (target == _host)
        {
            peer.Send(MeetingFrames.Error("UNAUTHORIZED", "The host cannot be removed"));
            return;
        }

        KeepOut(target);
        if (target.Person is { } person)
        {
            memory?.Bar(_meetingId, person);
        }

        Expel(target);
        Depart(target, comesBack: false);
    }

    // 1000, or the documented pages would connect again.
    private static void Expel(MeetingPeer peer, string? reason = null)
    {
        peer.State = PeerState.Gone;
        peer.Send(MeetingFrames.Event("kicked", writer =>
        {
            if (reason is not null)
            {
                writer.WriteString("reason"u8, reason);
            }
        }));
        if (reason is null)
        {
            peer.Send(MeetingFrames.Notice("removed-from-room", "You have been removed from the meeting"));
            peer.Send(MeetingFrames.About("participant-removed", peer.Id));
        }

        peer.Close(NormalClosure, reason ?? "removed");
    }

    private void Mute(MeetingPeer peer, JsonElement data)
    {
        if (FindTarget(data) is not { } target)
        {
            return;
        }

        if (target == _host && peer != _host)
        {
            peer.Send(MeetingFrames.Error("UNAUTHORIZED", "The host cannot be muted"));
            return;
        }

        target.IsMuted = true;
        target.Send(MeetingFrames.Notice("muted-by-host", "You have been muted by the host"));
        target.Send(MeetingFrames.About("participant-muted", target.Id));
    }

    private void Unmute(JsonElement data)
    {
        if (FindTarget(data) is { } target)
        {
            target.IsMuted = false;
            target.Send(MeetingFrames.Event("unmuted-by-host"));
        }
    }

    private void MuteAll()
    {
        _peers.ForEach(p => p.IsMuted |= RoleOf(p) == PeerRole.Participant);
        ToAll(MeetingFrames.Notice("all-muted", "All participants have been muted"));
    }

    private void UnmuteAll()
    {
        _peers.ForEach(static p => p.IsMuted = false);
        ToAll(MeetingFrames.Event("all-unmuted"));
    }

    private void ClearHands()
    {
        _peers.ForEach(static p => p.HandRaisedAt = null);
        ToAll(MeetingFrames.Notice("all-hands-cleared", "All hands have been cleared"));
    }

    private void AnswerShare(JsonElement data, bool isApproved)
    {
        if (FindTarget(data) is { } target)
        {
            target.MayShare |= isApproved;
            target.Send(ShareResponse(isApproved));
        }
    }

    private void RevokeShare(JsonElement data)
    {
        if (FindTarget(data) is { } target && target != _host)
        {
            target.MayShare = false;
            target.Send(MeetingFrames.Event("screen-share-revoked"));
        }
    }

    private void AdmitWaiting(JsonElement data)
    {
        if (FindWaiting(data) is not { } target)
        {
            return;
        }

        if (_peers.Count >= options.MaxPeers)
        {
            return; // he waits on
        }

        _waiting.Remove(target);
        target.Send(MeetingFrames.Notice("admitted-to-room", "You have been admitted to the meeting"));
        Admit(target, PeerRole.Participant);
    }

    private void DenyWaiting(JsonElement data)
    {
        if (FindWaiting(data) is { } target)
        {
            _waiting.Remove(target);
            KeepOut(target);
            Expel(target, "denied");
            ToHosts(MeetingFrames.About("waiting-participant-left", target.Id));
        }
    }

    private MeetingPeer? FindWaiting(JsonElement data) => TargetId(data) is { } peerId ? _waiting.Find(p => p.Id == peerId) : null;

    private void ListWaiting(MeetingPeer peer) => peer.Send(MeetingFrames.Event("waiting-room-list", writer =>
    {
        writer.WriteStartArray("participants"u8);
        foreach (var one in _waiting)
        {
            writer.WriteStartObject();
            writer.WriteString("peerId"u8, one.Id);
            writer.WriteString("name"u8, one.Name);
            writer.WriteString("joinTime"u8, IsoTime(one.WaitingSince));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }));

    private void SetWaitingRoom(bool isOn)
    {
        _hasWaitingRoom = isOn;
        ToAll(MeetingFrames.Event(isOn ? "waiting-room-enabled" : "waiting-room-disabled"));
    }
}
