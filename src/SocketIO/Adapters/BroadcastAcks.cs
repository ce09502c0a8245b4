namespace SocketIoCompat;

/// <summary>What the receivers of a broadcast acknowledged.</summary>
/// <typeparam name="TAck">The acknowledgement's type.</typeparam>
/// <param name="Responses">The acknowledgements that came, in the order in which they came.</param>
/// <param name="Expected">How many receivers there were.</param>
public sealed record BroadcastAcks<TAck>(IReadOnlyList<TAck> Responses, int Expected)
{
    /// <summary>Whether every receiver answered in time.</summary>
    public bool IsComplete => Responses.Count >= Expected;
}
