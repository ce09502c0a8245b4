using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace SocketIoCompat.Engine;

/// <summary>Makes session ids as the reference does: 15 bytes in base64url, 11 random, then a counter in four bytes.</summary>
internal static class SessionIds
{
    private static int s_counter = -1;

    public static string Next()
    {
        Span<byte> bytes = stackalloc byte[15];
        RandomNumberGenerator.Fill(bytes[..11]);
        BinaryPrimitives.WriteInt32BigEndian(bytes[11..], Interlocked.Increment(ref s_counter));
        return Base64Url.EncodeToString(bytes);
    }
}
