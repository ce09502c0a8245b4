using System.Text.Json;
using Microsoft.Extensions.Logging;
using SocketIoCompat.Handlers.RawSockets;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>
/// Which server gets a room that none has: one that has people for it asks all others. Of two that ask at the same moment the one that
/// started first comes first. A room that was on a server that died goes on from the newest copy.
/// </summary>
internal sealed partial class RoomPlace
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private bool _isClaiming;
    private string? _yieldedTo;

    /// <summary>What this server knows of a room that another one would like to have.</summary>
    public ClaimAnswer OnClaim(string server, long version)
    {
        lock (_lock)
        {
            if (_room is not null)
            {
                return new ClaimAnswer(channel.Id, false, 0, null);
            }

            var comesFirst = _isClaiming && string.CompareOrdinal(channel.Id, server) < 0;
            if (_isClaiming && !comesFirst)
            {
                _yieldedTo = server;
            }

            return new ClaimAnswer(_owner, comesFirst, _version, _version > version ? _copy : null);
        }
    }

    // Alone there is nobody to ask.
    private void Claim()
    {
        if (!channel.IsOpen)
        {
            Own();
        }
        else if (!_isClaiming)
        {
            _isClaiming = true;
            _ = ClaimAsync();
        }
    }

    private async Task ClaimAsync()
    {
        var trustsCopies = true;
        while (true)
        {
            await Task.Yield(); // never under the lock of who began it
            try
            {
                if (await TryClaimAsync(trustsCopies))
                {
                    return;
                }
            }
            catch (Exception exception)
            {
                // What people wait for is the room: it begins anew rather than with a copy that nothing can be made of.
                LogClaimFailed(logger, RoomId, exception);
                trustsCopies = false;
                StartOver();
            }

            Task settled;
            lock (_lock)
            {
                settled = _settled.Task;
            }

            // Who comes first will say that it has the room.
            await Task.WhenAny(settled, Task.Delay(Patience, time));
        }
    }

    // True when it is known where the room is, or nobody wants to know any more.
    private async Task<bool> TryClaimAsync(bool trustsCopies)
    {
        long version;
        lock (_lock)
        {
            _yieldedTo = null;
            version = _version;
        }

        var answers = await channel.AskAsync(
            writer =>
            {
                writer.WriteString("room"u8, RoomId);
                writer.WriteNumber("version"u8, version);
            },
            CancellationToken.None);
        lock (_lock)
        {
            if (_room is not null || _owner is not null || _visits.Count == 0 || Decide(answers, trustsCopies))
            {
                _isClaiming = false;
                return true;
            }

            return false;
        }
    }

    private void StartOver()
    {
        lock (_lock)
        {
            Abandon();
            _copy = null;
            foreach (var visit in _visits.Values)
            {
                visit.Peer = null;
            }
        }
    }

    // False when another server is to have the room, and has not said yet that it does.
    private bool Decide(IReadOnlyList<JsonElement> answers, bool trustsCopies)
    {
        var known = answers.Select(Read).OfType<ClaimAnswer>().ToList();
        if (known.Find(a => a.Owner is { } owner && channel.Others.Contains(owner, StringComparer.Ordinal)) is { Owner: { } found })
        {
            Follow(found);
            return true;
        }

        if (known.Exists(static a => a.ComesFirst) || (_yieldedTo is { } other && channel.Others.Contains(other, StringComparer.Ordinal)))
        {
            return false;
        }

        if (trustsCopies && known.Where(static a => a.State is not null).MaxBy(static a => a.Version) is { State: { } state } newest)
        {
            SendBackWhoWasReplaced(state);
            (_copy, _version) = (state, newest.Version);
        }

        Own();
        Relinquish();
        return true;
    }

    // In the room by the copy that was here and not by the newer one: replaced or sent away, which this server was not told any more.
    private void SendBackWhoWasReplaced(RoomState newest)
    {
        foreach (var visit in _visits.Values.Where(v => Holds(_copy, v) && !Holds(newest, v)).ToArray())
        {
            visit.Sink.Close(ServiceRestart, TryAgain);
            Drop(visit);
        }

        bool Holds(RoomState? state, RoomVisit visit) => state?.Find(new PeerKey(channel.Id, visit.Id)) is not null;
    }

    // Who speaks another version of this knows nothing of the room.
    private static ClaimAnswer? Read(JsonElement answer)
    {
        try
        {
            return answer.Deserialize<ClaimAnswer>();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Own()
    {
        var room = _room = new MeetingRoom(RoomId, options, time, memory);
        var lost = new List<MeetingPeer>();
        if (_copy is { } copy)
        {
            room.Restore(copy, record => Find(record, lost));
        }

        Run(_ =>
        {
            lost.ForEach(room.Leave);
            foreach (var visit in _visits.Values)
            {
                visit.Peer ??= NewPeer(visit);
                if (visit is { Peer.State: PeerState.New, Join: { } join })
                {
                    room.Join(visit.Peer, join.PeerId, join.Name, join.Key);
                }
            }
        });
        _copy = null;
        _settled.TrySetResult();
        _known.TrySetResult();
        SayOwn(to: null);
        foreach (var server in _peersElsewhere.Keys.Select(static key => key.Server).ToHashSet(StringComparer.Ordinal))
        {
            channel.Send(RoomMessages.Own, server, writer =>
            {
                RoomMessages.Write(writer, "rooms", (string[])[RoomId]);
                writer.WriteBoolean("asks"u8, true);
            });
        }
    }

    // Somebody in the copy: here, on a server that is there, or gone with his server or since.
    private MeetingPeer Find(PeerRecord record, List<MeetingPeer> lost)
    {
        var key = record.Key;
        if (key.Server == channel.Id && _visits.TryGetValue(key.Socket, out var visit))
        {
            return visit.Peer = new MeetingPeer(visit.Sink, record.Address) { Key = key };
        }

        if (channel.Others.Contains(key.Server, StringComparer.Ordinal))
        {
            return _peersElsewhere[key] = new MeetingPeer(_outbox.To(key), record.Address) { Key = key };
        }

        var peer = new MeetingPeer(Nowhere.Sink, record.Address) { Key = key };
        lost.Add(peer);
        return peer;
    }

    [LoggerMessage(3620, LogLevel.Error, "To settle where the room {RoomId} is failed; it is tried again")]
    private static partial void LogClaimFailed(ILogger logger, string roomId, Exception exception);

    /// <summary>For somebody who is gone.</summary>
    private sealed class Nowhere : IMessageSink
    {
        public static readonly Nowhere Sink = new();

        public void Send(ReadOnlyMemory<byte> message)
        {
            // Nobody hears it.
        }

        public void Close(int code, string reason)
        {
            // Nobody is there.
        }
    }
}
