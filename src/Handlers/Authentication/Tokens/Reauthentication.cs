using System.Text.Json;
using System.Text.Json.Serialization;
using SocketIoCompat.Handlers.Classroom;

namespace SocketIoCompat.Handlers.Authentication.Tokens;

/// <summary>The answer to <c>reauthenticate</c>.</summary>
internal sealed record Reauthenticated(
    bool Success,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ExpiresAt = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Message = null);

/// <summary><c>reauthenticate</c>: a live connection brings the token that follows the one it connected with.</summary>
internal static class Reauthentication
{
    /// <summary>Renews the connection's time when the token is good and the same user's.</summary>
    /// <param name="verifier">The system's verifier.</param>
    /// <param name="userId">The connection's user, which never changes.</param>
    /// <param name="expiry">The connection's time.</param>
    /// <param name="payload">The token, as text or as the member <c>token</c> of an object.</param>
    /// <param name="expires">Whether the connection ends with its token at all.</param>
    public static Reauthenticated Renew(JwtVerifier verifier, string userId, TokenExpiry expiry, RawValue? payload, bool expires)
    {
        var text = Text(payload);
        if (verifier.Verify(JwtVerifier.FromBearer(text) ?? text).Token is not { } token || token.UserId != userId)
        {
            return new Reauthenticated(false, Message: "Unauthorized");
        }

        if (expires)
        {
            expiry.Renew(token.ExpiresAt);
        }

        return new Reauthenticated(true, token.ExpiresAt is { } end ? IsoTime.Format(end) : null);
    }

    private static string? Text(RawValue? payload) =>
        payload is null ? null
        : payload.Json.Span[0] == (byte)'"' ? Payload.ReadText(payload)
        : Payload.ReadText(Payload.Read<Request>(payload)?.Token);

    private sealed record Request(RawValue? Token);
}
