namespace SocketIoCompat.Handlers.Classroom;

/// <summary>The strokes drawn over a session's material. The contract keeps them in memory only.</summary>
internal interface IHighlightStore
{
    /// <summary>Keeps a stroke; one with the same id is replaced. False when the session has no room left for it.</summary>
    bool TryAdd(string sessionId, string strokeId, RawValue stroke);

    void Clear(string sessionId);

    /// <summary>The session's strokes in the order they were drawn.</summary>
    IReadOnlyList<RawValue> Read(string sessionId);
}
