using System.Buffers;

namespace SocketIoCompat.Protocol.WebSockets;

/// <summary>
/// Walks over a line of <c>Sec-WebSocket-Extensions</c> (RFC 6455, 9.1): the extensions, and the parameters of each. Total:
/// where the grammar is broken both methods answer false from then on, and <see cref="IsMalformed"/> says why.
/// <code>
/// line      = [ extension ] *( "," [ extension ] )
/// extension = token *( ";" parameter )
/// parameter = token [ "=" ( token / quoted-string ) ]
/// </code>
/// </summary>
internal ref struct ExtensionOffers(ReadOnlySpan<char> line)
{
    // RFC 9110, 5.6.2.
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private ReadOnlySpan<char> _rest = line;

    public bool IsMalformed { get; private set; }

    /// <summary>Goes to the next extension. The parameters of the one before must have been read.</summary>
    public bool TryReadExtension(out ReadOnlySpan<char> name)
    {
        name = default;
        if (IsMalformed) return false;
        _rest = _rest.TrimStart(" \t,");
        return !_rest.IsEmpty && TryReadToken(out name) && CheckEnd();
    }

    /// <summary>Reads the next parameter of the extension. A value in quotes comes without them; escapes in it stay as they are.</summary>
    public bool TryReadParameter(out ReadOnlySpan<char> name, out ReadOnlySpan<char> value, out bool hasValue)
    {
        name = value = default;
        hasValue = false;
        if (IsMalformed || !TrySkip(';')) return false;
        if (!TryReadToken(out name)) return false;
        hasValue = TrySkip('=');
        if (hasValue && !(TrySkip('"') ? TryReadQuoted(out value) : TryReadToken(out value))) return false;
        return CheckEnd();
    }

    private bool TryReadToken(out ReadOnlySpan<char> token)
    {
        _rest = _rest.TrimStart(" \t");
        var length = _rest.IndexOfAnyExcept(TokenCharacters);
        if (length < 0) length = _rest.Length;
        token = _rest[..length];
        _rest = _rest[length..];
        return length > 0 || Fail();
    }

    private bool TryReadQuoted(out ReadOnlySpan<char> value)
    {
        for (var i = 0; i < _rest.Length; i++)
        {
            if (_rest[i] == '\\')
            {
                i++;
            }
            else if (_rest[i] == '"')
            {
                value = _rest[..i];
                _rest = _rest[(i + 1)..];
                return true;
            }
        }

        value = default;
        return Fail();
    }

    /// <summary>After a name or a parameter comes a separator or nothing.</summary>
    private bool CheckEnd()
    {
        _rest = _rest.TrimStart(" \t");
        return _rest is [] or [',' or ';', ..] || Fail();
    }

    private bool TrySkip(char expected)
    {
        _rest = _rest.TrimStart(" \t");
        if (_rest.IsEmpty || _rest[0] != expected) return false;
        _rest = _rest[1..];
        return true;
    }

    private bool Fail()
    {
        IsMalformed = true;
        return false;
    }
}
