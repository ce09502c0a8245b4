namespace SocketIoCompat.Fuzz.Connection;

/// <summary>What became of a conversation on one server: what it said, and in what state it ended.</summary>
/// <param name="Said">The server's messages, identities taken out and JSON made canonical.</param>
/// <param name="End">alive, closed with a code, silent…; one for each connection that was looked at.</param>
internal sealed record Outcome(IReadOnlyList<string> Said, string End)
{
    public bool Equals(Outcome? other) => other is not null && End == other.End && Said.SequenceEqual(other.Said, StringComparer.Ordinal);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(End);

    /// <summary>Whether the other server said all of this, in this order, and perhaps more.</summary>
    public bool IsPartOf(Outcome other)
    {
        var at = 0;
        foreach (var said in other.Said)
        {
            if (at < Said.Count && Said[at] == said)
                at++;
        }

        return at == Said.Count;
    }

    public override string ToString() => string.Join('\n', Said.Append("=> " + End));
}
