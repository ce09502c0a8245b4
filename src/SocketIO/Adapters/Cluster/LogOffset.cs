using System.Globalization;

namespace SocketIoCompat.Adapters;

/// <summary>The place of an entry in the cluster's log, in the form of a Redis stream's ids: <c>milliseconds-number</c>.</summary>
internal readonly record struct LogOffset(ulong Milliseconds, ulong Number) : IComparable<LogOffset>
{
    /// <summary>The next possible place.</summary>
    public LogOffset Next => Number == ulong.MaxValue ? new LogOffset(Milliseconds + 1, 0) : new LogOffset(Milliseconds, Number + 1);

    public static bool operator <(LogOffset left, LogOffset right) => left.CompareTo(right) < 0;

    public static bool operator >(LogOffset left, LogOffset right) => left.CompareTo(right) > 0;

    public static bool operator <=(LogOffset left, LogOffset right) => left.CompareTo(right) <= 0;

    public static bool operator >=(LogOffset left, LogOffset right) => left.CompareTo(right) >= 0;

    /// <summary>Reads an offset; digits, a hyphen and digits, and nothing else.</summary>
    public static bool TryParse(string? text, out LogOffset offset)
    {
        offset = default;
        var hyphen = text?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        if (hyphen < 1
            || !ulong.TryParse(text.AsSpan(0, hyphen), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            || !ulong.TryParse(text.AsSpan(hyphen + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        offset = new LogOffset(milliseconds, number);
        return true;
    }

    public int CompareTo(LogOffset other) =>
        Milliseconds == other.Milliseconds ? Number.CompareTo(other.Number) : Milliseconds.CompareTo(other.Milliseconds);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Milliseconds}-{Number}");
}
