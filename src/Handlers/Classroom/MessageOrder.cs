using SocketIoCompat.Handlers.Classroom.Contracts;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary>
/// Tells a session its messages in the order in which its history will have them: a message takes its turn in one step with
/// its moment and its place in the store's queue, and is told when those before it were.
/// A fixed number of lanes is shared by all sessions, so nothing has to be forgotten.
/// </summary>
internal sealed class MessageOrder
{
    private readonly Lane[] _lanes = [.. Enumerable.Range(0, 64).Select(_ => new Lane())];

    /// <summary>Stores a message and tells it. Null, and nothing is told, when the store has no room for it.</summary>
    /// <param name="sessionId">The message's session.</param>
    /// <param name="store">Must have the message in the store's queue when it returns its task.</param>
    /// <param name="tell">Tells what was stored.</param>
    public async Task<ChatMessage?> StoreAndTellAsync(
        string sessionId, Func<Task<ChatMessage?>> store, Func<ChatMessage, ValueTask> tell)
    {
        var lane = _lanes[(uint)string.GetHashCode(sessionId, StringComparison.Ordinal) % (uint)_lanes.Length];
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<ChatMessage?> storing;
        Task before;
        lock (lane)
        {
            storing = store(); // throws when the store is too busy: then no turn was taken
            before = lane.Last;
            lane.Last = told.Task;
        }

        try
        {
            var stored = await storing;
            await before;
            if (stored is not null)
            {
                await tell(stored);
            }

            return stored;
        }
        finally
        {
            // Also after a failure: who comes next waits for this turn alone.
            await before;
            told.SetResult();
        }
    }

    /// <summary>The turns of some sessions; each knows only the one before.</summary>
    private sealed class Lane
    {
        public Task Last { get; set; } = Task.CompletedTask;
    }
}
