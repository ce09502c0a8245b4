namespace SocketIoCompat.ContractTests.Replay;

/// <summary>Compares what a server says now with what was recorded, and learns the identities on the way.</summary>
internal sealed class MessageComparison(IdentityMap identities, bool hasOffsets)
{
    /// <summary>Throws when the texts differ in more than their identities, or when those do not pair.</summary>
    public void Text(string recorded, string now, DifferenceKind kind = DifferenceKind.Text)
    {
        var (expected, actual) = (PacketShape.Of(recorded, hasOffsets), PacketShape.Of(now, hasOffsets));
        if (expected.Text != actual.Text)
            throw new ReplayDifferenceException(kind, recorded, now);
        foreach (var (theirs, ours) in expected.Identities.Zip(actual.Identities))
        {
            if (!identities.TryPair(theirs, ours))
                throw new ReplayDifferenceException(DifferenceKind.Identity, recorded, $"{now} ('{ours.Value}' cannot stand for '{theirs.Value}')");
        }
    }

    public static void Binary(byte[] recorded, byte[] now)
    {
        if (!recorded.AsSpan().SequenceEqual(now))
            throw new ReplayDifferenceException(DifferenceKind.Binary, Convert.ToHexStringLower(recorded), Convert.ToHexStringLower(now));
    }

    /// <summary>Whether two packets look alike, for telling what kind of disorder it is; learns nothing.</summary>
    public bool IsAlike(StreamItem a, StreamItem b) => a.GetType() == b.GetType() && (a, b) switch
    {
        (StreamText x, StreamText y) => PacketShape.Of(x.Value, hasOffsets).Text == PacketShape.Of(y.Value, hasOffsets).Text,
        (StreamBinary x, StreamBinary y) => x.Value.AsSpan().SequenceEqual(y.Value),
        _ => a == b,
    };

    /// <summary>One item of a websocket or of a polling session's packets against the recorded one.</summary>
    public void Item(StreamItem recorded, StreamItem now)
    {
        switch (recorded, now)
        {
            case (StreamText expected, StreamText actual) when IsBinaryPacket(expected.Value) && IsBinaryPacket(actual.Value) && expected.Value != actual.Value:
                throw new ReplayDifferenceException(DifferenceKind.Binary, expected.Value, actual.Value);
            case (StreamText expected, StreamText actual):
                Text(expected.Value, actual.Value);
                break;
            case (StreamBinary expected, StreamBinary actual):
                Binary(expected.Value, actual.Value);
                break;
            case (StreamClose expected, StreamClose actual) when expected == actual:
                break;
            case (StreamClose, _):
                throw new ReplayDifferenceException(now is StreamClose ? DifferenceKind.Close : DifferenceKind.Extra, recorded.ToString()!, now.ToString()!);
            default:
                throw new ReplayDifferenceException(now is StreamClose ? DifferenceKind.Missing : DifferenceKind.Text, recorded.ToString()!, now.ToString()!);
        }
    }

    // Polling carries binary as `b` and base64.
    private static bool IsBinaryPacket(string packet) => packet.StartsWith('b');
}

/// <summary>One thing that a server says on a websocket, or one packet of a polling session.</summary>
internal abstract record StreamItem;

internal sealed record StreamText(string Value) : StreamItem
{
    public override string ToString() => Value;
}

internal sealed record StreamBinary(byte[] Value) : StreamItem
{
    public override string ToString() => "binary " + Convert.ToHexStringLower(Value);
}

/// <summary>The end of a websocket: its close code, or null when the connection just ended.</summary>
internal sealed record StreamClose(int? Code) : StreamItem
{
    public override string ToString() => Code is { } code ? $"close {code}" : "end without close frame";
}
