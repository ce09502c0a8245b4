namespace SocketIoCompat.Protocol.MsgPack;

/// <summary>The kinds of values that notepack 2.2 knows.</summary>
internal enum MsgPackKind : byte
{
    Nil,
    Boolean,

    /// <summary>JavaScript's undefined: an extension of type 0 with one byte.</summary>
    Undefined,
    Number,
    String,

    /// <summary>Bytes: <c>bin</c>, or an extension of type 0 of any length, which is an ArrayBuffer.</summary>
    Binary,

    /// <summary>A point in time: an extension of type 0 with eight bytes.</summary>
    Date,

    /// <summary>An extension of another type, which notepack reads as an array of its type and its bytes.</summary>
    Extension,
    Array,
    Map,
}

/// <summary>One value, or the head of an array or map, lying in the message it was read from.</summary>
internal readonly ref struct MsgPackToken(MsgPackKind kind)
{
    public MsgPackKind Kind { get; } = kind;

    /// <summary>A number; 1 or 0 for a boolean; milliseconds since 1970 of a date; the type of an extension.</summary>
    public double Number { get; init; }

    /// <summary>The elements of an array, or the pairs of a map; never more than the rest of the message has room for.</summary>
    public int Count { get; init; }

    /// <summary>The bytes of a string, which need not be valid UTF-8, of a binary value or of an extension.</summary>
    public ReadOnlySpan<byte> Data { get; init; }
}
