namespace SocketIoCompat.Protocol.Json;

/// <summary>
/// Checks JSON (RFC 8259, as strictly as JSON.parse) in one pass and tells where the elements of an array lie.
/// It builds nothing, allocates nothing and never throws.
/// </summary>
internal ref struct JsonScanner(ReadOnlySpan<byte> json, int maxDepth)
{
    private readonly ReadOnlySpan<byte> _json = json;
    private int _position;
    private ArrayState _array;

    private enum ArrayState : byte
    {
        None,
        First,
        Next,
    }

    /// <summary>Why the last call failed: Ok, BadJson or TooDeep.</summary>
    public ParseResult Error { get; private set; }

    /// <summary>The first byte of the next value, 0 when there is none.</summary>
    public byte PeekValue()
    {
        SkipWhiteSpace();
        return Current;
    }

    /// <summary>Steps into an array; false (and nothing is consumed) when the value is something else.</summary>
    public bool TryOpenArray()
    {
        SkipWhiteSpace();
        if (Current != (byte)'[') return false;
        if (maxDepth < 1) return Fail(ParseResult.TooDeep);
        _position++;
        _array = ArrayState.First;
        return true;
    }

    /// <summary>Goes on inside an array after the element that ends at the given position.</summary>
    public void ResumeArray(int position)
    {
        _position = position;
        _array = ArrayState.Next;
    }

    /// <summary>The next element of the array; false at its end or at a fault, which <see cref="Error"/> tells apart.</summary>
    public bool TryReadElement(out int start, out int length)
    {
        start = length = 0;
        if (_array == ArrayState.None || Error != ParseResult.Ok) return false;

        SkipWhiteSpace();
        if (Current == (byte)']')
        {
            _position++;
            _array = ArrayState.None;
            return false;
        }

        if (_array == ArrayState.Next)
        {
            if (Current != (byte)',') return Fail(ParseResult.BadJson);
            _position++;
            SkipWhiteSpace();
        }

        _array = ArrayState.Next;
        start = _position;
        if (!SkipValue(maxDepth - 1)) return false;
        length = _position - start;
        return true;
    }

    /// <summary>Checks one value with nothing but white space around it.</summary>
    public bool TrySkipDocument()
    {
        SkipWhiteSpace();
        if (!SkipValue(maxDepth)) return false;
        return IsAtEnd() || Fail(ParseResult.BadJson);
    }

    /// <summary>True when nothing but white space is left.</summary>
    public bool IsAtEnd()
    {
        SkipWhiteSpace();
        return _position == _json.Length;
    }

    private readonly byte Current => (uint)_position < (uint)_json.Length ? _json[_position] : (byte)0;

    private void SkipWhiteSpace() => _position = JsonTokens.SkipWhiteSpace(_json, _position);

    private bool SkipValue(int depthLeft)
    {
        var end = JsonTokens.SkipValue(_json, _position, depthLeft);
        if (end < 0) return Fail(end == JsonTokens.TooDeep ? ParseResult.TooDeep : ParseResult.BadJson);
        _position = end;
        return true;
    }

    private bool Fail(ParseResult error)
    {
        Error = error;
        return false;
    }
}
