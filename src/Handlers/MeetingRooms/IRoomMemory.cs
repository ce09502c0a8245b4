namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>A recording of a meeting, from its start to its stop.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="MeetingId">The meeting: the room's life from the first one who came until it was empty.</param>
/// <param name="Id">The recording's own id.</param>
internal sealed record RoomTake(string RoomId, string MeetingId, string Id);

/// <summary>What is known of the people of rooms outside of them, and after them. Nothing in it waits.</summary>
internal interface IRoomMemory
{
    /// <summary>Whether it is kept who may play recordings.</summary>
    bool KeepsRecordings { get; }

    /// <summary>What somebody in a room shows to the HTTP endpoints; null where there can be none now.</summary>
    string? IssuePass(string roomId, MeetingPeer peer);

    /// <summary>These were in the room while it was recorded: they may play it.</summary>
    void Attend(RoomTake take, IReadOnlyList<string> persons);

    /// <summary>The one makes the recording.</summary>
    void Make(RoomTake take, string person);

    /// <summary>The one was removed from the meeting: nothing that was recorded of it is for him.</summary>
    void Bar(string meetingId, string person);
}
