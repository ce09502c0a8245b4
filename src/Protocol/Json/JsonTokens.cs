using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SocketIoCompat.Protocol.Json;

/// <summary>
/// Functions from the position where a token begins to the one where it ends, or to <see cref="Bad"/> or
/// <see cref="TooDeep"/>. Positions travel by value so that the loops keep them in registers.
/// </summary>
internal static class JsonTokens
{
    public const int Bad = -1;
    public const int TooDeep = -2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipWhiteSpace(ReadOnlySpan<byte> json, int position)
    {
        while (At(json, position) is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') position++;
        return position;
    }

    public static int SkipValue(ReadOnlySpan<byte> json, int position, int depthLeft) => At(json, position) switch
    {
        (byte)'"' => SkipString(json, position),
        (byte)'{' or (byte)'[' => SkipContainer(json, position, depthLeft),
        (byte)'-' or (>= (byte)'0' and <= (byte)'9') => SkipNumber(json, position),
        (byte)'t' => SkipLiteral(json, position, "true"u8),
        (byte)'f' => SkipLiteral(json, position, "false"u8),
        (byte)'n' => SkipLiteral(json, position, "null"u8),
        _ => Bad,
    };

    /// <summary>
    /// Goes through an array or object without recursion: one bit for each open container says whether it is an object.
    /// When the 64 bits are used up the next container gets a call of its own, so that any depth limit can be set.
    /// </summary>
    private static int SkipContainer(ReadOnlySpan<byte> json, int position, int depthLeft)
    {
        ulong objects = 0;
        var open = 0;
        while (true)
        {
            var first = At(json, position);
            if (first is (byte)'{' or (byte)'[' && open < 64)
            {
                if (open >= depthLeft) return TooDeep;
                var isObject = first == (byte)'{';
                objects = (objects << 1) | (isObject ? 1UL : 0);
                open++;
                position = SkipWhiteSpace(json, position + 1);
                if (At(json, position) != (isObject ? (byte)'}' : (byte)']'))
                {
                    if (isObject && (position = SkipMemberName(json, position)) < 0) return position;
                    continue;
                }
            }
            else if ((position = SkipValue(json, position, depthLeft - open)) < 0)
            {
                return position;
            }

            // A value has ended, or an empty container is about to: close what ends here, and go on to the next value.
            position = SkipToNextValue(json, position, ref objects, ref open);
            if (position < 0 || open == 0) return position;
        }
    }

    private static int SkipToNextValue(ReadOnlySpan<byte> json, int position, ref ulong objects, ref int open)
    {
        while (open > 0)
        {
            var inObject = (objects & 1) != 0;
            position = SkipWhiteSpace(json, position);
            var c = At(json, position++);
            if (c == (byte)',')
            {
                // After an opening bracket only its own end gets here, so a comma always follows a value.
                position = SkipWhiteSpace(json, position);
                return inObject ? SkipMemberName(json, position) : position;
            }

            if (c != (inObject ? (byte)'}' : (byte)']')) return Bad;
            objects >>= 1;
            open--;
        }

        return position;
    }

    private static int SkipMemberName(ReadOnlySpan<byte> json, int position)
    {
        if (At(json, position) != (byte)'"') return Bad;
        position = SkipString(json, position);
        if (position < 0) return Bad;
        position = SkipWhiteSpace(json, position);
        return At(json, position) == (byte)':' ? SkipWhiteSpace(json, position + 1) : Bad;
    }

    private static int SkipString(ReadOnlySpan<byte> json, int position)
    {
        position++;
        while (true)
        {
            position = FindStop(json, position);
            switch (At(json, position))
            {
                case (byte)'"':
                    return position + 1;
                case (byte)'\\':
                    var length = EscapeLength(json[position..]);
                    if (length == 0) return Bad;
                    position += length;
                    break;
                default:
                    return Bad;
            }
        }
    }

    /// <summary>
    /// The next byte of a string that needs a look: a quote, a backslash, or a control character, which may not stand there.
    /// Most strings end within sixteen bytes, where a loop of our own beats the call of a general search.
    /// </summary>
    private static int FindStop(ReadOnlySpan<byte> json, int position)
    {
        if (Vector128.IsHardwareAccelerated)
        {
            ref var start = ref MemoryMarshal.GetReference(json);
            for (; position <= json.Length - Vector128<byte>.Count; position += Vector128<byte>.Count)
            {
                var bytes = Vector128.LoadUnsafe(ref start, (nuint)position);
                var stops = Vector128.Equals(bytes, Vector128.Create((byte)'"'))
                    | Vector128.Equals(bytes, Vector128.Create((byte)'\\'))
                    | Vector128.LessThan(bytes, Vector128.Create((byte)' '));
                var bits = stops.ExtractMostSignificantBits();
                if (bits != 0) return position + BitOperations.TrailingZeroCount(bits);
            }
        }

        while (At(json, position) is not ((byte)'"' or (byte)'\\' or < (byte)' ')) position++;
        return position;
    }

    private static int EscapeLength(ReadOnlySpan<byte> escape)
    {
        switch (At(escape, 1))
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

    private static int SkipLiteral(ReadOnlySpan<byte> json, int position, ReadOnlySpan<byte> literal)
        => json[position..].StartsWith(literal) ? position + literal.Length : Bad;

    /// <summary><c>[-] (0 | 1-9 *digit) [. 1*digit] [(e|E) [+|-] 1*digit]</c></summary>
    private static int SkipNumber(ReadOnlySpan<byte> json, int position)
    {
        if (At(json, position) == (byte)'-') position++;
        if (At(json, position) == (byte)'0') position++;
        else if ((position = SkipDigits(json, position)) < 0) return Bad;

        if (At(json, position) == (byte)'.' && (position = SkipDigits(json, position + 1)) < 0) return Bad;

        if (At(json, position) is not ((byte)'e' or (byte)'E')) return position;
        position++;
        if (At(json, position) is (byte)'+' or (byte)'-') position++;
        return SkipDigits(json, position);
    }

    private static int SkipDigits(ReadOnlySpan<byte> json, int position)
    {
        if (!char.IsAsciiDigit((char)At(json, position))) return Bad;
        do position++;
        while (char.IsAsciiDigit((char)At(json, position)));
        return position;
    }

    /// <summary>The byte at a position, or zero, which no token contains, beyond the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte At(ReadOnlySpan<byte> json, int position) => (uint)position < (uint)json.Length ? json[position] : (byte)0;
}
