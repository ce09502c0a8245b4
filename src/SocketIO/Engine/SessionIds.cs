using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace SocketIoCompat.Engine;

/// <summary>
/// Makes session ids in the reference's form, 15 bytes in base64url. Twelve are random; two are the mark of the server, the last is
/// a sum over the others, so that an id of another server is told from one that nobody made.
/// </summary>
internal sealed class SessionIds
{
    private const int Length = 15;
    private const int EncodedLength = 20;
    private const int RandomLength = 12;

    /// <summary>Makes the ids of one server.</summary>
    /// <param name="nodeName">Decides on the mark, which then stays over restarts; without a name it is another one each time.</param>
    public SessionIds(string? nodeName)
        : this(BinaryPrimitives.ReadUInt16BigEndian(
            string.IsNullOrEmpty(nodeName) ? RandomNumberGenerator.GetBytes(sizeof(ushort)) : SHA256.HashData(Encoding.UTF8.GetBytes(nodeName))))
    {
    }

    internal SessionIds(ushort mark) => Mark = mark;

    /// <summary>What tells this server's ids from another's. It is no secret: whoever has an id can read it.</summary>
    public ushort Mark { get; }

    public string Next()
    {
        Span<byte> bytes = stackalloc byte[Length];
        RandomNumberGenerator.Fill(bytes[..RandomLength]);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[RandomLength..], Mark);
        bytes[^1] = Sum(bytes[..^1]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Whether another server has made the id, one of this library; without a name also this one before it was started again.</summary>
    public bool IsForeign(ReadOnlySpan<char> id, out ushort mark)
    {
        Span<byte> bytes = stackalloc byte[Length];
        mark = 0;
        // The decoder skips white space, which an id has none of, and throws at other characters.
        if (id.Length != EncodedLength || !Base64Url.IsValid(id) || !Base64Url.TryDecodeFromChars(id, bytes, out var written)
            || written != Length || bytes[^1] != Sum(bytes[..^1]))
        {
            return false;
        }

        mark = BinaryPrimitives.ReadUInt16BigEndian(bytes[RandomLength..]);
        return mark != Mark;
    }

    // Not zero for zeros, and not what a reader would guess: it is there against accidents only.
    private static byte Sum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 2166136261;
        foreach (var value in bytes)
            sum = unchecked((sum ^ value) * 16777619);
        return (byte)(sum ^ (sum >> 8) ^ (sum >> 16) ^ (sum >> 24));
    }
}
