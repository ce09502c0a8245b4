namespace SocketIoCompat.Handlers.Classroom;

/// <summary>
/// Makes "change who is there" and "tell everybody" one step per session: without it two joins at the same moment
/// could tell their states in the wrong order.
/// A fixed number of gates is shared by all sessions, so nothing has to be forgotten.
/// </summary>
internal sealed class SessionGate : IDisposable
{
    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Waits for the session's gate; disposing the result opens it. Only emits and the question who is there may be awaited inside.</summary>
    public async ValueTask<Pass> EnterAsync(string sessionId)
    {
        var gate = _gates[(uint)string.GetHashCode(sessionId, StringComparison.Ordinal) % (uint)_gates.Length];
        await gate.WaitAsync();
        return new Pass(gate);
    }

    public void Dispose()
    {
        foreach (var gate in _gates)
        {
            gate.Dispose();
        }
    }

    /// <summary>The right to tell a session something.</summary>
    internal readonly struct Pass(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
