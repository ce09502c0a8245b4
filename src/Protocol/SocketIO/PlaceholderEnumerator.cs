namespace SocketIoCompat.Protocol.SocketIO;

/// <summary>
/// The placeholders of a JSON text that has been checked before, in the order they stand. When all are written as every
/// client writes them they are found by searching for those bytes, without parsing or allocating.
/// </summary>
internal ref struct PlaceholderEnumerator
{
    private readonly ReadOnlySpan<byte> _json;
    private readonly List<Placeholder>? _parsed;
    private int _next; // in the text, or in the list

    public PlaceholderEnumerator(ReadOnlySpan<byte> json)
    {
        _json = json;
        if (!AreAllPlain(json)) _parsed = PlaceholderFinder.FindAll(json);
    }

    private static ReadOnlySpan<byte> Name => "_placeholder"u8;

    public Placeholder Current { get; private set; }

    public readonly PlaceholderEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_parsed is not null)
        {
            if (_next == _parsed.Count) return false;
            Current = _parsed[_next++];
            return true;
        }

        if (!TryFind(_json, _next, out var found)) return false;
        Current = found;
        _next = found.End;
        return true;
    }

    /// <summary>
    /// True when the name stands nowhere but in whole placeholders. Without a backslash no string holds a quote,
    /// so the bytes of a plain placeholder cannot be part of one.
    /// </summary>
    private static bool AreAllPlain(ReadOnlySpan<byte> json)
    {
        if (json.Contains((byte)'\\')) return false;
        var position = 0;
        while (TryFind(json, position, out var found)) position = found.End;
        return json[position..].IndexOf(Name) < 0;
    }

    /// <summary>Finds the next placeholder, if the name's next appearance belongs to one that is written plainly.</summary>
    private static bool TryFind(ReadOnlySpan<byte> json, int position, out Placeholder found)
    {
        found = default;
        var start = position + json[position..].IndexOf(Name) - 2;
        if (start < position || !Placeholders.TryReadPlain(json[start..], out var num, out var length)) return false;

        found = new Placeholder(start, start + length, num);
        return true;
    }
}
