using System.Diagnostics;
using System.Runtime.CompilerServices;
using SocketIoCompat.Protocol.Json;

namespace SocketIoCompat.Protocol.SocketIO;

/// <summary>
/// Where the arguments of an event or acknowledgement lie in its payload: the first eight here, the rest found again
/// by scanning. It may be stored beside an owned copy of the payload.
/// </summary>
internal struct ArgumentRanges
{
    private const int InlineCount = 8;

    private InlineRanges _first;

    /// <summary>The number of arguments.</summary>
    public int Count { get; private set; }

    /// <summary>Reads the ranges of a JSON array again; of anything else as many as there are before the fault.</summary>
    public static ArgumentRanges Read(ReadOnlySpan<byte> payload, bool skipFirst)
    {
        var ranges = default(ArgumentRanges);
        var scanner = new JsonScanner(payload, int.MaxValue);
        if (!scanner.TryOpenArray()) return ranges;
        if (skipFirst && !scanner.TryReadElement(out _, out _)) return ranges;
        while (scanner.TryReadElement(out var start, out var length)) ranges.Add(start, length);
        return ranges;
    }

    /// <summary>
    /// The JSON of one argument, without white space around it. Beyond the eighth this scans the payload:
    /// to go through all of them use <see cref="CopyTo"/>.
    /// </summary>
    public readonly ReadOnlySpan<byte> Get(ReadOnlySpan<byte> payload, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        if (index < InlineCount) return payload.Slice(_first[index].Start, _first[index].Length);

        var scanner = ScanAfterInline(payload);
        int start, length;
        var at = InlineCount;
        while (scanner.TryReadElement(out start, out length) && at < index) at++;
        Debug.Assert(at == index, "The payload is another one than the ranges were read from.");
        return payload.Slice(start, length);
    }

    /// <summary>Writes all ranges in one pass; the destination holds <see cref="Count"/> of them.</summary>
    public readonly void CopyTo(ReadOnlySpan<byte> payload, Span<ArgumentRange> destination)
    {
        var inline = Math.Min(Count, InlineCount);
        for (var i = 0; i < inline; i++) destination[i] = _first[i];
        if (Count <= InlineCount) return;

        var scanner = ScanAfterInline(payload);
        for (var i = InlineCount; i < Count && scanner.TryReadElement(out var start, out var length); i++)
            destination[i] = new ArgumentRange(start, length);
    }

    internal void Add(int start, int length)
    {
        if (Count < InlineCount) _first[Count] = new ArgumentRange(start, length);
        Count++;
    }

    private readonly JsonScanner ScanAfterInline(ReadOnlySpan<byte> payload)
    {
        var last = _first[InlineCount - 1];
        var scanner = new JsonScanner(payload, int.MaxValue);
        scanner.ResumeArray(last.Start + last.Length);
        return scanner;
    }

    [InlineArray(InlineCount)]
    private struct InlineRanges
    {
        private ArgumentRange _element;
    }
}

/// <summary>Where one argument lies in a payload.</summary>
internal readonly record struct ArgumentRange(int Start, int Length);
