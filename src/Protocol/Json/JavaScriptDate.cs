using System.Buffers.Text;
using System.Globalization;

namespace SocketIoCompat.Protocol.Json;

/// <summary>Points in time as Date.prototype.toJSON writes them (ECMA-262, 21.4.4.36): <c>"2024-02-29T12:00:00.000Z"</c>.</summary>
internal static class JavaScriptDate
{
    /// <summary>A year beyond four digits is written with a sign and six: <c>"+275760-09-13T00:00:00.000Z"</c>.</summary>
    public const int MaxLength = 29;

    private const double MaxMilliseconds = 8.64e15;
    private const long MillisecondsPerDay = 86_400_000;

    // The calendar repeats after 400 years, so a date that .NET has no year for borrows one from another cycle.
    private const long DaysPerCycle = 146_097;
    private const int YearsPerCycle = 400;

    /// <summary>Writes the text with its quotes; null for what is no point in time, as toJSON does.</summary>
    public static int Format(double milliseconds, Span<byte> destination)
    {
        if (!(Math.Abs(milliseconds) <= MaxMilliseconds))
        {
            "null"u8.CopyTo(destination);
            return 4;
        }

        var whole = (long)milliseconds;
        var days = Math.DivRem(whole, MillisecondsPerDay, out var inDay);
        if (inDay < 0) (days, inDay) = (days - 1, inDay + MillisecondsPerDay);
        var cycles = Math.DivRem(days, DaysPerCycle, out var inCycle);
        if (inCycle < 0) (cycles, inCycle) = (cycles - 1, inCycle + DaysPerCycle);
        var time = DateTime.UnixEpoch.AddDays(inCycle).AddMilliseconds(inDay);

        destination[0] = (byte)'"';
        var written = 1 + WriteYear(time.Year + (cycles * YearsPerCycle), destination[1..]);
        time.TryFormat(destination[written..], out var length, "-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture);
        written += length;
        "Z\""u8.CopyTo(destination[written..]);
        return written + 2;
    }

    private static int WriteYear(long year, Span<byte> destination)
    {
        var digits = 4;
        var written = 0;
        if (year is < 0 or > 9999)
        {
            digits = 6;
            destination[written++] = year < 0 ? (byte)'-' : (byte)'+';
        }

        Utf8Formatter.TryFormat(Math.Abs(year), destination[written..], out var length, new System.Buffers.StandardFormat('D', (byte)digits));
        return written + length;
    }
}
