namespace SocketIoCompat.ContractTests.Replay;

/// <summary>Other identities for all that a recording's server gave: no replay may depend on the recorded ones.</summary>
internal sealed class Renaming
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    public Renaming(Recording recording)
    {
        var hasOffsets = recording.Header.Flags.Contains("--recovery");
        foreach (var text in recording.Messages.Where(message => !message.IsFromClient).SelectMany(Texts))
        {
            foreach (var identity in PacketShape.Of(text, hasOffsets).Identities.Where(identity => identity.Kind != IdentityKind.Ack))
                _names.TryAdd(identity.Value, identity.Kind == IdentityKind.Offset ? $"later{_names.Count}" : $"Renamed{_names.Count:D13}");
        }
    }

    public string Apply(string text)
    {
        foreach (var (old, name) in _names)
            text = text.Replace($"\"{old}\"", $"\"{name}\"", StringComparison.Ordinal).Replace($"={old};", $"={name};", StringComparison.Ordinal);
        return text;
    }

    private static IEnumerable<string> Texts(RecordedMessage message) => message.Text is { } text ? [text] : (message.Body ?? "").Split('\x1e');
}
