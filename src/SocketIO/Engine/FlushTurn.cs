namespace SocketIoCompat.Engine;

/// <summary>
/// A stretch of work on one thread at whose end everything written is flushed, once for each session. Turns nest: only the
/// outermost flushes. Must not be held over an await.
/// </summary>
internal readonly ref struct FlushTurn
{
    [ThreadStatic]
    private static int t_depth;

    public static FlushTurn Begin()
    {
        t_depth++;
        return default;
    }

#pragma warning disable CA1822 // the pattern of using needs an instance method
    public void Dispose() => t_depth--;
#pragma warning restore CA1822
}
