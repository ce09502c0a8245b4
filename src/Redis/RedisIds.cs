using System.Buffers.Text;
using System.Security.Cryptography;

namespace SocketIoCompat.Redis;

/// <summary>The ids that servers and requests get; peers only compare them.</summary>
internal static class RedisIds
{
    /// <summary>Six characters, as the classic adapter makes them.</summary>
    public static string CreateShort() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(6))[..6];

    /// <summary>Sixteen hexadecimal digits, as the newer adapters make them.</summary>
    public static string CreateLong() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
}
