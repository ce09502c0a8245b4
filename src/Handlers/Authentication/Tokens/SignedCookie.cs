using System.Security.Cryptography;
using System.Text;

namespace SocketIoCompat.Handlers.Authentication.Tokens;

/// <summary>
/// Cookies signed as cookie-parser does: <c>encodeURIComponent("s:" + value + "." + base64(HMAC-SHA256(secret, value)))</c>,
/// the base64 without its padding.
/// </summary>
internal sealed class SignedCookie(TokenOptions options)
{
    private const string Prefix = "s:";
    private const int MaxLength = 8192;

    // 32 bytes in base64 without padding
    private const int SignatureLength = 43;

    private readonly byte[] _secret = Encoding.UTF8.GetBytes(options.CookieSecret!);

    /// <summary>The cookie's value as it goes into the header.</summary>
    public string Sign(string value) => Uri.EscapeDataString($"{Prefix}{value}.{Signature(value)}");

    /// <summary>What was signed; null when the value is not signed, or not by us.</summary>
    /// <param name="cookie">The cookie's value as it stands in the header.</param>
    public string? Verify(string? cookie)
    {
        if (cookie is not { Length: <= MaxLength })
        {
            return null;
        }

        var text = Uri.UnescapeDataString(cookie);
        var dot = text.LastIndexOf('.');
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || dot < Prefix.Length || text.Length - dot - 1 != SignatureLength)
        {
            return null;
        }

        var value = text[Prefix.Length..dot];
        return IsEqual(text.AsSpan(dot + 1), Signature(value)) ? value : null;
    }

    /// <summary>
    /// An identity's JSON with its signature, <c>encodeURIComponent(json + "." + base64url(HMAC-SHA256(secret, name + "=" + json)))</c>.
    /// The name is signed too: one cookie's value is worth nothing as another's.
    /// </summary>
    public string SignJson(string name, string json) => Uri.EscapeDataString($"{json}.{JsonSignature(name, json)}");

    /// <summary>The JSON of a cookie made by <see cref="SignJson"/> for this name; null for everything else.</summary>
    /// <param name="name">The cookie's name.</param>
    /// <param name="cookie">Its value as it stands in the header.</param>
    public string? VerifyJson(string name, string? cookie)
    {
        if (cookie is not { Length: <= MaxLength })
        {
            return null;
        }

        var text = Uri.UnescapeDataString(cookie);
        var dot = text.LastIndexOf('.');
        if (dot < 0 || text.Length - dot - 1 != SignatureLength)
        {
            return null;
        }

        var json = text[..dot];
        return IsEqual(text.AsSpan(dot + 1), JsonSignature(name, json)) ? json : null;
    }

    private string JsonSignature(string name, string json) =>
        Signature($"{name}={json}").Replace('+', '-').Replace('/', '_');

    private string Signature(string value) =>
        Convert.ToBase64String(HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(value))).TrimEnd('=');

    private static bool IsEqual(ReadOnlySpan<char> given, string expected) =>
        CryptographicOperations.FixedTimeEquals(
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(given),
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(expected.AsSpan()));
}
