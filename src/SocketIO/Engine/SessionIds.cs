using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace SocketIoCompat.Engine;

/// <summary>
/// Makes session ids in the reference's form, 15 bytes in base64url. Twelve are random; two name the process, the last is a sum
/// over the others, so that an id of another process is told from one that nobody made.
/// </summary>
internal static class SessionIds
{
    private const int Length = 15;
    private const int EncodedLength = 20;
    private const int RandomLength = 12;

    private static readonly ushort Process = BinaryPrimitives.ReadUInt16BigEndian(RandomNumberGenerator.GetBytes(sizeof(ushort)));

    public static string Next() => Create(Process);

    /// <summary>Whether another process has made the id: another server of the cluster, or this one before it was started again.</summary>
    public static bool IsOfAnotherProcess(ReadOnlySpan<char> id)
    {
        Span<byte> bytes = stackalloc byte[Length];
        return id.Length == EncodedLength
            && Base64Url.IsValid(id) && Base64Url.TryDecodeFromChars(id, bytes, out var written) && written == Length
            && bytes[^1] == Sum(bytes[..^1])
            && BinaryPrimitives.ReadUInt16BigEndian(bytes[RandomLength..]) != Process;
    }

    internal static ushort ProcessOf(string id) => BinaryPrimitives.ReadUInt16BigEndian(Base64Url.DecodeFromChars(id).AsSpan(RandomLength));

    internal static string Create(ushort process)
    {
        Span<byte> bytes = stackalloc byte[Length];
        RandomNumberGenerator.Fill(bytes[..RandomLength]);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[RandomLength..], process);
        bytes[^1] = Sum(bytes[..^1]);
        return Base64Url.EncodeToString(bytes);
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
