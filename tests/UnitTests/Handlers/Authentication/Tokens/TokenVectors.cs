using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using SocketIoCompat.Handlers.Authentication.Tokens;

namespace SocketIoCompat.UnitTests.Handlers.Authentication.Tokens;

/// <summary>The contract's test vector, and tokens made by hand: the library under test signs none of them.</summary>
internal static class TokenVectors
{
    public const string JwtSecret = "jwt-secret-for-tests";
    public const string CookieSecret = "cookie-secret-for-tests";

    public const string Token =
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJfaWQiOiI2NGIwMDAwMDAwMDAwMDAwMDAwMDAwMDEiLCJuYW1lIjoiQWxpY2UiLCJlbWFpbCI6ImFsaWNlQHguaW8iLCJyb2xlIjoiY3VzdG9tZXIiLCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMH0.743PQm5MbbgyO4Y-GBjxoGqsIxYhf_I_NBiC1UQfCRk";

    public const string Cookie = $"s%3A{Token}.jn62k7KRy5EHocvc2tFhhGEsKEDZ3GZVb5NrGnDRn5o";

    public static TokenOptions Options(string secret = JwtSecret, string? publicKey = null)
    {
        var options = new TokenOptions { JwtSecret = secret, CookieSecret = CookieSecret, JwtPublicKey = publicKey };
        foreach (var claim in new[] { "id", "userId", "_id", "sub" })
        {
            options.UserIdClaims.Add(claim);
        }

        return options;
    }

    public static string Sign(string payload, string header = """{"alg":"HS256","typ":"JWT"}""", string secret = JwtSecret)
    {
        var text = $"{Part(header)}.{Part(payload)}";
        return $"{text}.{Part(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)))}";
    }

    public static string Sign(string payload, RSA key, string header = """{"alg":"RS256"}""")
    {
        var text = $"{Part(header)}.{Part(payload)}";
        return $"{text}.{Part(key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    public static string Part(string text) => Part(Encoding.UTF8.GetBytes(text));

    private static string Part(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
