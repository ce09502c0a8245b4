using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace SocketIoCompat.Namespaces;

/// <summary>Ids of sockets: 15 random bytes, as 20 characters of base64url, which is what Node's look like.</summary>
internal static class SocketId
{
    public static string Create()
    {
        Span<byte> random = stackalloc byte[15];
        Span<byte> text = stackalloc byte[20];
        RandomNumberGenerator.Fill(random);
        Base64Url.EncodeToUtf8(random, text);
        return Encoding.ASCII.GetString(text);
    }
}
