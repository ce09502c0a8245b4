using SocketIoCompat.Handlers.Classroom;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>Recordings: who is told, who was there, and who makes them.</summary>
internal sealed partial class MeetingRoom
{
    private string _meetingId = ClassroomIds.NewId();
    private string? _takeId;
    private long? _recordingSince;

    private RoomTake? Current => _takeId is null ? null : new RoomTake(Id, _meetingId, _takeId);

    private void StartRecording(MeetingPeer peer)
    {
        _recordingSince ??= time.GetTimestamp();
        if (memory is { KeepsRecordings: true })
        {
            Remember(memory, peer);
        }

        ToAll(MeetingFrames.Notice("recording-started", Recording));
    }

    // Before everybody is told, so that who begins to record then knows what it is called.
    private void Remember(IRoomMemory kept, MeetingPeer maker)
    {
        if (_takeId is null)
        {
            _takeId = ClassroomIds.NewId();
            kept.Attend(Current!, [.. _peers.Select(static p => p.Person).OfType<string>()]);
        }

        if (maker.Person is { } person)
        {
            kept.Make(Current!, person);
            maker.Send(MeetingFrames.Event("recording-take", writer => writer.WriteString("takeId"u8, _takeId)));
        }
    }

    /// <summary>Somebody comes in while it is recorded.</summary>
    private void Attend(MeetingPeer peer)
    {
        if (Current is { } take && peer.Person is { } person)
        {
            memory?.Attend(take, [person]);
        }
    }

    private void StopRecording()
    {
        var duration = _recordingSince is { } since ? time.GetElapsedTime(since) : TimeSpan.Zero;
        (_recordingSince, _takeId) = (null, null);
        ToAll(MeetingFrames.Event("recording-stopped", writer => writer.WriteString("duration"u8, MeetingFrames.Duration(duration))));
    }

    /// <summary>What a new pass is; nothing for whoever came without a key that is worth one.</summary>
    private void SendPass(MeetingPeer peer)
    {
        if (memory?.IssuePass(Id, peer) is { } pass)
        {
            peer.Send(MeetingFrames.Event("pass", writer => writer.WriteString("pass"u8, pass)));
        }
    }
}
