namespace SocketIoCompat.ContractTests.Replay;

/// <summary>Which identity of this run stands for which of the recording, one for one.</summary>
internal sealed class IdentityMap
{
    private readonly Dictionary<Identity, string> _now = [];
    private readonly Dictionary<Identity, string> _recorded = [];

    /// <summary>Pairs two identities that stand at the same place; false when either is already paired with another.</summary>
    public bool TryPair(Identity recorded, Identity now)
    {
        // A recovery gives a new token here, where the reference keeps the old one.
        if (recorded.Kind == IdentityKind.Token)
        {
            _now[recorded] = now.Value;
            return true;
        }

        if (_now.TryGetValue(recorded, out var paired))
            return paired == now.Value;
        _now.Add(recorded, now.Value);
        return _recorded.TryAdd(now, recorded.Value);
    }

    /// <summary>What a client must say in this run; an identity that no server gave stays as it is.</summary>
    public string Translate(Identity recorded) => _now.GetValueOrDefault(recorded, recorded.Value);

    public string Translate(string clientText) => PacketShape.Translate(clientText, Translate);
}
