using System.Buffers;

namespace SocketIoCompat.Protocol.Json;

/// <summary>Strings, numbers and literals.</summary>
internal ref partial struct JsonScanner
{
    // Inside a string only these need a look: the end, an escape, and the control characters that may not stand there.
    private static readonly SearchValues<byte> StringStops = SearchValues.Create(
        [.. "\"\\"u8, .. Enumerable.Range(0, 0x20).Select(c => (byte)c)]);

    private bool SkipScalar() => Current switch
    {
        (byte)'-' or (>= (byte)'0' and <= (byte)'9') => SkipNumber(),
        (byte)'t' => SkipLiteral("true"u8),
        (byte)'f' => SkipLiteral("false"u8),
        (byte)'n' => SkipLiteral("null"u8),
        _ => Fail(ParseResult.BadJson),
    };

    private bool SkipString()
    {
        var position = _position + 1;
        while (true)
        {
            var stop = _json[position..].IndexOfAny(StringStops);
            if (stop < 0) return Fail(ParseResult.BadJson);
            position += stop;
            switch (_json[position])
            {
                case (byte)'"':
                    _position = position + 1;
                    return true;
                case (byte)'\\':
                    var length = EscapeLength(_json[position..]);
                    if (length == 0) return Fail(ParseResult.BadJson);
                    position += length;
                    break;
                default:
                    return Fail(ParseResult.BadJson);
            }
        }
    }

    private static int EscapeLength(ReadOnlySpan<byte> escape)
    {
        if (escape.Length < 2) return 0;
        switch (escape[1])
        {
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                return 2;
            case (byte)'u' when escape.Length >= 6:
                foreach (var c in escape.Slice(2, 4))
                {
                    if (!char.IsAsciiHexDigit((char)c)) return 0;
                }

                return 6;
            default:
                return 0;
        }
    }

    private bool SkipLiteral(ReadOnlySpan<byte> literal)
    {
        if (!_json[_position..].StartsWith(literal)) return Fail(ParseResult.BadJson);
        _position += literal.Length;
        return true;
    }

    /// <summary><c>[-] (0 | 1-9 *digit) [. 1*digit] [(e|E) [+|-] 1*digit]</c></summary>
    private bool SkipNumber()
    {
        if (Current == (byte)'-') _position++;
        if (Current == (byte)'0') _position++;
        else if (!SkipDigits()) return false;

        if (Current == (byte)'.')
        {
            _position++;
            if (!SkipDigits()) return false;
        }

        if (Current is (byte)'e' or (byte)'E')
        {
            _position++;
            if (Current is (byte)'+' or (byte)'-') _position++;
            if (!SkipDigits()) return false;
        }

        return true;
    }

    private bool SkipDigits()
    {
        var start = _position;
        while (Current is >= (byte)'0' and <= (byte)'9') _position++;
        return _position > start || Fail(ParseResult.BadJson);
    }
}
