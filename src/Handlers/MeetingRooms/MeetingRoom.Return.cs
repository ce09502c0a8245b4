using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>Those who come back: into a place that the room has not yet noticed to be empty, or with the role that they had.</summary>
internal sealed partial class MeetingRoom
{
    public const int MaxKeyLength = 128;

    /// <summary>Somebody who has left, and what he was.</summary>
    private sealed record Departure(string PeerId, string Address, string? Secret, PeerRole Role, long LeftAt);

    // A network that breaks off is noticed by its user long before the server: his new connection takes the place of the old one, and the
    // others need not know.
    private bool TakeOver(MeetingPeer peer, string? proposedId)
    {
        if (peer.Secret is null)
        {
            return false;
        }

        if (_waiting.Find(p => p.Id == proposedId && p.Secret == peer.Secret) is { } waiting)
        {
            _waiting.Remove(waiting);
            Replace(waiting);
            return false; // he waits again
        }

        if (_peers.FindIndex(p => p.Id == proposedId && p.Secret == peer.Secret) is not (>= 0 and var index))
        {
            return false;
        }

        var old = _peers[index];
        Replace(old);
        _peers[index] = peer;
        TakeState(peer, old);
        peer.Send(PeersFrame(peer));
        SendState(peer);
        if (peer.Name != old.Name)
        {
            ToOthers(peer, JoinedFrame(peer));
        }

        if (old.IsSharing)
        {
            ToOthers(peer, MeetingFrames.About("screen-share-stopped", peer.Id)); // his page says so if it goes on
        }

        return true;
    }

    private void TakeState(MeetingPeer peer, MeetingPeer old)
    {
        if (_host == old)
        {
            _host = peer;
        }

        if (_coHosts.IndexOf(old) is >= 0 and var coHost)
        {
            _coHosts[coHost] = peer;
        }

        peer.State = PeerState.Present;
        peer.Id = old.Id;
        peer.MayShare = old.MayShare;
        peer.IsMuted = old.IsMuted;
        peer.HandRaisedAt = old.HandRaisedAt;
        peer.BreakoutId = old.BreakoutId;
    }

    private static void Replace(MeetingPeer old)
    {
        old.State = PeerState.Gone;
        old.Close(NormalClosure, "replaced");
    }

    // A grace only gives a role back: meanwhile somebody else leads.
    private PeerRole? TakeBack(MeetingPeer peer, string? proposedId)
    {
        var now = time.GetTimestamp();
        _departed.RemoveAll(d => time.GetElapsedTime(d.LeftAt, now) > options.RoleGrace);
        if (_departed.Find(d => d.PeerId == proposedId && IsHis(d, peer)) is not { } departure || !IsFree(proposedId))
        {
            return null;
        }

        _departed.Remove(departure);
        return departure.Role;
    }

    private static bool IsHis(Departure departure, MeetingPeer peer) =>
        departure.Secret is null ? departure.Address == peer.Address : departure.Secret == peer.Secret;

    // A hash is what servers tell each other, and how long it takes to compare tells nothing of what was hashed.
    private static string? HashOf(string? secret) =>
        secret is { Length: > 0 and <= MaxKeyLength } ? Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(secret.AsSpan()))) : null;
}
