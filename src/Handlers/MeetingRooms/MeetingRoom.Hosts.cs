using System.Text.Json;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>Who leads a room, by the host's wish, and the end of a meeting for all.</summary>
internal sealed partial class MeetingRoom
{
    private void AddCoHost(MeetingPeer peer, JsonElement data)
    {
        if (FindTarget(data) is not { } target || RoleOf(target) != PeerRole.Participant)
        {
            return;
        }

        _coHosts.Add(target);
        target.MayShare = true;
        target.Send(MeetingFrames.Notice("cohost-promoted", "You have been promoted to co-host"));
        ToOthers(peer, MeetingFrames.About("cohost-added", target.Id));
        _waiting.ForEach(w => target.Send(WaitingFrame(w)));
    }

    private void RemoveCoHost(MeetingPeer peer, JsonElement data)
    {
        if (FindTarget(data) is { } target && _coHosts.Remove(target))
        {
            target.MayShare = false;
            target.Send(MeetingFrames.Event("cohost-demoted"));
            ToOthers(peer, MeetingFrames.About("cohost-removed", target.Id));
        }
    }

    // Our own: the documented pages learn of another host as they do when one has left.
    private void HandOver(MeetingPeer peer, JsonElement data)
    {
        if (FindTarget(data) is not { } target || target == peer)
        {
            return;
        }

        _coHosts.Remove(target);
        _host = target;
        target.MayShare = true;
        TellHost(before: peer);
        _waiting.ForEach(w => target.Send(WaitingFrame(w)));
    }

    // Our own: those who wait are sent away too, and whoever comes next finds a new room.
    private void End()
    {
        var ended = MeetingFrames.Notice("meeting-ended", "The host has ended the meeting");
        foreach (var peer in _peers.Concat(_waiting))
        {
            peer.Send(ended);
            Expel(peer, "ended");
        }

        _peers.Clear();
        _waiting.Clear();
        Forget();
    }
}
