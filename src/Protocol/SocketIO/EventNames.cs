using System.Globalization;
using SocketIoCompat.Protocol.Json;

namespace SocketIoCompat.Protocol.SocketIO;

/// <summary>The names of events: which are the library's own, and what a number is called.</summary>
internal static class EventNames
{
    /// <summary>True for the names that neither side may emit (Socket.IO protocol 5, socket.io-parser's list).</summary>
    public static bool IsReserved(ReadOnlySpan<byte> name) => name.Length switch
    {
        7 => name.SequenceEqual("connect"u8),
        10 => name.SequenceEqual("disconnect"u8),
        11 => name.SequenceEqual("newListener"u8),
        13 => name.SequenceEqual("connect_error"u8) || name.SequenceEqual("disconnecting"u8),
        14 => name.SequenceEqual("removeListener"u8),
        _ => false,
    };

    /// <summary>A number as JavaScript spells it when it is used as a property's name: 1.0 is "1".</summary>
    public static ReadOnlySpan<byte> FromNumber(ReadOnlySpan<byte> json)
    {
        // Up to 15 digits without sign, point or exponent the text is the name already.
        if (json.Length <= 15 && !json.ContainsAnyExceptInRange((byte)'0', (byte)'9')) return json;

        var value = double.Parse(json, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (double.IsInfinity(value)) return value > 0 ? "Infinity"u8 : "-Infinity"u8;
        Span<byte> text = stackalloc byte[JavaScriptNumber.MaxLength];
        var written = JavaScriptNumber.Format(value, text);
        return text[..written].ToArray();
    }
}
