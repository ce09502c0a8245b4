using System.Text.Json;

namespace SocketIoCompat.Handlers.Authentication.Tokens;

/// <summary>Why a token was refused. Clients are told no more than that it was.</summary>
internal enum JwtRefusal
{
    /// <summary>There is none.</summary>
    Missing,

    /// <summary>It is no token, or says something that no issuer says.</summary>
    Malformed,

    /// <summary>Its algorithm is not one of ours, or we have no key for it.</summary>
    Algorithm,

    /// <summary>It was not signed with our key.</summary>
    Signature,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>Its time has not come.</summary>
    NotYetValid,

    /// <summary>It does not say who the user is.</summary>
    NoUser,
}

/// <summary>A token that was verified.</summary>
/// <param name="UserId">Who it speaks for.</param>
/// <param name="Claims">Its payload, a JSON object.</param>
/// <param name="ExpiresAt">When its time is over; null when it did not say.</param>
internal sealed record VerifiedToken(string UserId, JsonElement Claims, DateTimeOffset? ExpiresAt)
{
    /// <summary>A claim that is text; null when it is missing or something else.</summary>
    public string? Text(string claim) => ReadText(Claims, claim);

    internal static string? ReadText(JsonElement claims, string name)
    {
        if (!claims.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null; // half a surrogate pair
        }
    }
}

/// <summary>How the verification ended: a token or a refusal.</summary>
internal readonly record struct JwtResult(VerifiedToken? Token, JwtRefusal? Refusal)
{
    public static implicit operator JwtResult(JwtRefusal refusal) => new(null, refusal);

    public static implicit operator JwtResult(VerifiedToken token) => new(token, null);
}
