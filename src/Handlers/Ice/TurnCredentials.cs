using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace SocketIoCompat.Handlers.Ice;

/// <summary>A name and a password for a TURN server, good until a time.</summary>
internal sealed record TurnCredential(string Username, string Password, DateTimeOffset ExpiresAt);

/// <summary>
/// Makes credentials that a TURN server can check by itself, as coturn's REST API describes them: the name is
/// <c>expiry:user</c>, the password <c>base64(HMAC-SHA1(secret, name))</c>.
/// </summary>
internal sealed class TurnCredentials(IOptions<IceOptions> options, TimeProvider time)
{
    // STUN takes 513 bytes; what else ids may hold would be normalised differently by each implementation.
    private const int MaxIdLength = 64;

    private static readonly SearchValues<char> Plain =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.@");

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "It is what TURN servers check; HMAC does not need SHA-1 to be free of collisions.")]
    public TurnCredential Create(string userId)
    {
        var expires = time.GetUtcNow() + options.Value.TurnLifetime;
        var username = string.Create(CultureInfo.InvariantCulture, $"{expires.ToUnixTimeSeconds()}:{Name(userId)}");
        var signature = HMACSHA1.HashData(Encoding.UTF8.GetBytes(options.Value.TurnSecret!), Encoding.UTF8.GetBytes(username));
        return new TurnCredential(username, Convert.ToBase64String(signature), expires);
    }

    private static string Name(string userId) =>
        userId.Length is > 0 and <= MaxIdLength && !userId.AsSpan().ContainsAnyExcept(Plain)
            ? userId
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(userId)).AsSpan(0, 16));
}
