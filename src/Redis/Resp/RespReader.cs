using System.Buffers;
using System.Buffers.Text;

namespace SocketIoCompat.Redis.Resp;

internal enum RespStatus : byte
{
    Ok,
    Incomplete,
    Invalid,
}

/// <summary>
/// Reads replies of RESP 2: <c>+text</c>, <c>-error</c>, <c>:integer</c>, <c>$length data</c>, <c>*count elements</c>, each ended by CR
/// LF (Redis serialization protocol specification). Total: never throws on input, and takes no length beyond the limit.
/// </summary>
internal static class RespReader
{
    private const int MaxLine = 64 * 1024;
    private const int MaxDepth = 8;

    /// <summary>Reads one reply from the front of the buffer.</summary>
    /// <param name="buffer">What was received.</param>
    /// <param name="maxBytes">The largest bulk string.</param>
    /// <param name="value">The reply.</param>
    /// <param name="consumed">Where the next one begins.</param>
    public static RespStatus TryRead(in ReadOnlySequence<byte> buffer, int maxBytes, out RespValue? value, out SequencePosition consumed)
    {
        var reader = new SequenceReader<byte>(buffer);
        var status = TryRead(ref reader, maxBytes, MaxDepth, out value);
        consumed = status == RespStatus.Ok ? reader.Position : buffer.Start;
        return status;
    }

    private static RespStatus TryRead(ref SequenceReader<byte> reader, int maxBytes, int depth, out RespValue? value)
    {
        value = null;
        if (!reader.TryRead(out var prefix))
            return RespStatus.Incomplete;
        if (!reader.TryReadTo(out ReadOnlySequence<byte> line, "\r\n"u8))
            return reader.Remaining > MaxLine ? RespStatus.Invalid : RespStatus.Incomplete;
        if (line.Length > MaxLine)
            return RespStatus.Invalid;
        switch (prefix)
        {
            case (byte)'+':
                value = new RespValue(RespKind.SimpleString) { Bytes = line.ToArray() };
                return RespStatus.Ok;
            case (byte)'-':
                value = new RespValue(RespKind.Error) { Bytes = line.ToArray() };
                return RespStatus.Ok;
        }

        if (!TryParse(line, out var number))
            return RespStatus.Invalid;
        switch (prefix)
        {
            case (byte)':':
                value = new RespValue(RespKind.Integer) { Integer = number };
                return RespStatus.Ok;
            case (byte)'$':
                return TryReadBulk(ref reader, number, maxBytes, out value);
            case (byte)'*':
                return TryReadArray(ref reader, number, maxBytes, depth, out value);
            default:
                return RespStatus.Invalid;
        }
    }

    private static RespStatus TryReadBulk(ref SequenceReader<byte> reader, long length, int maxBytes, out RespValue? value)
    {
        value = null;
        if (length == -1)
        {
            value = new RespValue(RespKind.Bulk);
            return RespStatus.Ok;
        }

        if (length < 0 || length > maxBytes)
            return RespStatus.Invalid;
        if (reader.Remaining < length + 2)
            return RespStatus.Incomplete;
        var bytes = new byte[length];
        reader.TryCopyTo(bytes);
        reader.Advance(length);
        if (!reader.IsNext("\r\n"u8, advancePast: true))
            return RespStatus.Invalid;
        value = new RespValue(RespKind.Bulk) { Bytes = bytes };
        return RespStatus.Ok;
    }

    private static RespStatus TryReadArray(ref SequenceReader<byte> reader, long count, int maxBytes, int depth, out RespValue? value)
    {
        value = null;
        if (count == -1)
        {
            value = new RespValue(RespKind.Array);
            return RespStatus.Ok;
        }

        // Each element takes four bytes at least, so that a count cannot make us allocate what is not there.
        if (count < 0 || depth == 0 || count > maxBytes)
            return RespStatus.Invalid;
        if (count * 4 > reader.Remaining)
            return RespStatus.Incomplete;
        var items = new RespValue[count];
        for (var i = 0; i < items.Length; i++)
        {
            var status = TryRead(ref reader, maxBytes, depth - 1, out var item);
            if (status != RespStatus.Ok)
                return status;
            items[i] = item!;
        }

        value = new RespValue(RespKind.Array) { Items = items };
        return RespStatus.Ok;
    }

    private static bool TryParse(in ReadOnlySequence<byte> line, out long number)
    {
        Span<byte> digits = stackalloc byte[20];
        number = 0;
        if (line.Length is 0 or > 20)
            return false;
        line.CopyTo(digits);
        var text = digits[..(int)line.Length];
        return Utf8Parser.TryParse(text, out number, out var used) && used == text.Length;
    }
}
