namespace SocketIoCompat;

/// <summary>What the receivers of a broadcast acknowledged.</summary>
/// <typeparam name="TAck">The acknowledgement's type.</typeparam>
/// <param name="Responses">The acknowledgements that came, in the order in which they came.</param>
/// <param name="Expected">How many receivers there were.</param>
public sealed record BroadcastAcks<TAck>(IReadOnlyList<TAck> Responses, int Expected)
{
    /// <summary>How many servers of the cluster said how many receivers they have, this one included.</summary>
    public int AnsweredServers { get; init; } = 1;

    /// <summary>The ids of the other servers that did; none with the classic Redis adapter, whose answers do not carry them.</summary>
    public IReadOnlyList<string> AnsweredServerIds { get; init; } = [];

    /// <summary>How many servers the cluster had, this one included.</summary>
    public int Servers { get; init; } = 1;

    /// <summary>Whether every receiver on every server answered in time.</summary>
    public bool IsComplete => Responses.Count >= Expected && AnsweredServers >= Servers;
}
