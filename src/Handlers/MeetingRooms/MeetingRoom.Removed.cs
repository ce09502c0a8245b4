namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>Who is not to come back while the room lasts.</summary>
internal sealed partial class MeetingRoom
{
    private const int MaxRemoved = 1024;

    private readonly List<RemovalRecord> _removed = []; // in the order in which they were

    private bool IsRemoved(MeetingPeer peer, string? proposedId) =>
        _removed.Exists(r => r.PeerId == proposedId || (r.Secret is not null && r.Secret == peer.Secret));

    // When there are too many, those of the address that has the most make room: whoever has himself removed on and on brings back nobody
    // but himself.
    private void KeepOut(MeetingPeer peer)
    {
        if (_removed.Count == MaxRemoved)
        {
            var most = _removed.CountBy(static r => r.Address).MaxBy(static a => a.Value).Key;
            _removed.RemoveAt(_removed.FindIndex(r => r.Address == most));
        }

        _removed.Add(new RemovalRecord(peer.Id, peer.Secret, peer.Address));
    }
}
