using System.Buffers.Text;
using System.Globalization;

namespace SocketIoCompat.Protocol.Json;

/// <summary>Numbers as ECMAScript's Number::toString writes them: 1, 0.1, 1e+21, 1e-7, and 0 for minus zero.</summary>
internal static class JavaScriptNumber
{
    /// <summary>No number is longer: sign, "0.", five zeros and seventeen digits (-0.0000012345678901234567).</summary>
    public const int MaxLength = 32;

    private const double MaxExactInteger = 1L << 53;

    /// <summary>Writes a finite number; NaN and the infinities become null, as in JSON.stringify.</summary>
    public static int Format(double value, Span<byte> destination)
    {
        if (!double.IsFinite(value)) return Copy("null"u8, destination);
        if (Math.Abs(value) <= MaxExactInteger && value == Math.Truncate(value)) return FormatInteger((long)value, destination);

        // .NET finds the shortest digits that read back as the same number, as ECMAScript asks; only their layout differs.
        Span<byte> shortest = stackalloc byte[MaxLength];
        value.TryFormat(shortest, out var length, "R", CultureInfo.InvariantCulture);
        return Layout(shortest[..length], destination);
    }

    /// <summary>The same with the digits that a single needs: 0.1f is 0.1.</summary>
    public static int Format(float value, Span<byte> destination)
    {
        if (!float.IsFinite(value)) return Copy("null"u8, destination);
        if (Math.Abs(value) <= 1 << 24 && value == MathF.Truncate(value)) return FormatInteger((long)value, destination);

        Span<byte> shortest = stackalloc byte[MaxLength];
        value.TryFormat(shortest, out var length, "R", CultureInfo.InvariantCulture);
        return Layout(shortest[..length], destination);
    }

    private static int FormatInteger(long value, Span<byte> destination)
    {
        Utf8Formatter.TryFormat(value, destination, out var written);
        return written;
    }

    private static int Copy(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        text.CopyTo(destination);
        return text.Length;
    }

    /// <summary>Takes [-]digits[.digits][E±exponent] apart and lays it out anew (ECMA-262, 6.1.6.1.20).</summary>
    private static int Layout(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        var written = 0;
        if (text[0] == (byte)'-')
        {
            destination[written++] = (byte)'-';
            text = text[1..];
        }

        var exponent = 0;
        var e = text.IndexOf((byte)'E');
        if (e >= 0)
        {
            exponent = int.Parse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..e];
        }

        Span<byte> digits = stackalloc byte[MaxLength];
        var point = text.IndexOf((byte)'.');
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? default : text[(point + 1)..];
        whole.CopyTo(digits);
        fraction.CopyTo(digits[whole.Length..]);
        digits = digits[..(whole.Length + fraction.Length)];

        // The value is 0.digits × 10^scale, once the zeros on both sides are gone.
        var zeros = digits.IndexOfAnyExcept((byte)'0');
        var scale = whole.Length + exponent - zeros;
        return written + Write(digits[zeros..].TrimEnd((byte)'0'), scale, destination[written..]);
    }

    private static int Write(ReadOnlySpan<byte> digits, int scale, Span<byte> destination)
    {
        if (scale is > 0 and <= 21)
        {
            if (digits.Length <= scale)
            {
                digits.CopyTo(destination);
                destination[digits.Length..scale].Fill((byte)'0');
                return scale;
            }

            digits[..scale].CopyTo(destination);
            destination[scale] = (byte)'.';
            digits[scale..].CopyTo(destination[(scale + 1)..]);
            return digits.Length + 1;
        }

        if (scale is > -6 and <= 0)
        {
            "0."u8.CopyTo(destination);
            destination.Slice(2, -scale).Fill((byte)'0');
            digits.CopyTo(destination[(2 - scale)..]);
            return 2 - scale + digits.Length;
        }

        return WriteExponential(digits, scale - 1, destination);
    }

    private static int WriteExponential(ReadOnlySpan<byte> digits, int exponent, Span<byte> destination)
    {
        var written = 0;
        destination[written++] = digits[0];
        if (digits.Length > 1)
        {
            destination[written++] = (byte)'.';
            digits[1..].CopyTo(destination[written..]);
            written += digits.Length - 1;
        }

        destination[written++] = (byte)'e';
        destination[written++] = exponent < 0 ? (byte)'-' : (byte)'+';
        Utf8Formatter.TryFormat(Math.Abs(exponent), destination[written..], out var length);
        return written + length;
    }
}
