namespace SocketIoCompat.ContractTests.Replay;

/// <summary>In what a server's message differed from the recorded one.</summary>
internal enum DifferenceKind
{
    Text,
    Binary,
    Identity,
    Missing,
    Extra,
    Order,
    Status,
    Header,
    Body,
    Close,
    Early,
}

/// <summary>The first place where a server left the recording.</summary>
/// <param name="Line">The recording's line, counted as an editor does; one past the last when something came after its end.</param>
internal sealed record ReplayDifference(DifferenceKind Kind, int Line, string Expected, string Actual)
{
    public override string ToString() => $"{Kind} differs at line {Line}:\n  recorded {Expected}\n  now      {Actual}";
}

/// <summary>Ends a replay at its first difference.</summary>
internal sealed class ReplayDifferenceException(DifferenceKind kind, string expected, string actual) : Exception
{
    public ReplayDifference At(int line) => new(kind, line, expected, actual);
}
