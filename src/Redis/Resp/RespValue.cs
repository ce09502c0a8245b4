using System.Globalization;
using System.Text;
using SocketIoCompat.Redis.Bus;

namespace SocketIoCompat.Redis.Resp;

internal enum RespKind : byte
{
    SimpleString,
    Error,
    Integer,
    Bulk,
    Array,
}

/// <summary>One reply of Redis, copied out of the buffer it was read from.</summary>
internal sealed class RespValue(RespKind kind) : IRedisReply
{
    public RespKind Kind { get; } = kind;

    /// <summary>The text of a string or error, the bytes of a bulk string; null for the null bulk string.</summary>
    public byte[]? Bytes { get; init; }

    public long Integer { get; init; }

    /// <summary>The elements of an array; null for the null array.</summary>
    public RespValue[]? Items { get; init; }

    byte[]? IRedisReply.Bytes => Kind == RespKind.Integer ? Encoding.ASCII.GetBytes(ToString()) : Bytes;

    IReadOnlyList<IRedisReply> IRedisReply.Items => Items ?? [];

    public override string ToString() => Bytes is null ? Integer.ToString(CultureInfo.InvariantCulture) : Encoding.UTF8.GetString(Bytes);
}
