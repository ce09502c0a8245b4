using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.Authentication.Tokens;

/// <summary>
/// Verifies the JSON web tokens of one system (RFC 7519): the algorithm first, against a fixed list and before any key is touched; then
/// the signature; and only of what is signed the times, which are no 32-bit numbers here.
/// </summary>
internal sealed class JwtVerifier(TokenOptions options, TimeProvider time)
{
    // A cookie holds 4 KiB and a header some more; nobody's token is longer.
    private const int MaxLength = 8192;

    private const string BearerPrefix = "Bearer ";

    private readonly JwtKeys _keys = new(options);

    /// <summary>The token of an <c>Authorization: Bearer</c> header, or of an <c>auth.token</c> that may be written like one.</summary>
    public static string? FromBearer(string? value)
    {
        var token = value?.Trim();
        return token?.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase) == true
            ? token[BearerPrefix.Length..].Trim()
            : null;
    }

    /// <summary>True for text of three parts between dots, which only a token has.</summary>
    public static bool LooksLikeToken(string text) => text.AsSpan().Count('.') == 2 && text[0] == 'e';

    /// <summary>Verifies a token, given as <c>a.b.c</c>.</summary>
    public JwtResult Verify(string? token)
    {
        if (string.IsNullOrEmpty(token))
        {
            return JwtRefusal.Missing;
        }

        if (token.Length > MaxLength ||
            token.Split('.') is not [var header, var payload, { Length: > 0 } signature] ||
            ReadPart(header) is not { } head ||
            ReadPart(payload) is not { } claims ||
            head.TryGetProperty("crit", out _))
        {
            return JwtRefusal.Malformed;
        }

        if (VerifiedToken.ReadText(head, "alg") is not { } algorithm || !_keys.Knows(algorithm))
        {
            return JwtRefusal.Algorithm;
        }

        return IsSigned(algorithm, token.AsSpan(0, token.LastIndexOf('.')), signature) ? Judge(claims) : JwtRefusal.Signature;
    }

    private JwtResult Judge(JsonElement claims)
    {
        if (!JsonMoment.TryReadSeconds(claims, "exp", out var expires) || !JsonMoment.TryReadSeconds(claims, "nbf", out var notBefore))
        {
            return JwtRefusal.Malformed;
        }

        var now = time.GetUtcNow();
        if (expires is { } end && now - options.ClockSkew >= end)
        {
            return JwtRefusal.Expired;
        }

        if (notBefore is { } start && now + options.ClockSkew < start)
        {
            return JwtRefusal.NotYetValid;
        }

        return UserId(claims) is { } userId ? new VerifiedToken(userId, claims, expires) : JwtRefusal.NoUser;
    }

    private string? UserId(JsonElement claims)
    {
        foreach (var name in options.UserIdClaims)
        {
            if (claims.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null)
            {
                var id = value.ValueKind == JsonValueKind.Number ? value.GetRawText() : VerifiedToken.ReadText(claims, name);
                return ClassroomIds.IsValid(id) ? id : null;
            }
        }

        return null;
    }

    private bool IsSigned(string algorithm, ReadOnlySpan<char> text, string signature)
    {
        try
        {
            var bytes = new byte[text.Length];
            Encoding.ASCII.GetBytes(text, bytes); // header and payload were base64url
            return _keys.Verify(algorithm, bytes, Base64Url.DecodeFromChars(signature));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static JsonElement? ReadPart(string part)
    {
        try
        {
            return PeerJson.TryParse(Base64Url.DecodeFromChars(part));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
