using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using SocketIoCompat.Handlers.Authentication.Tokens;

namespace SocketIoCompat.Handlers.Authentication;

/// <summary>
/// A cookie's value: what this server issues is protected, for this cookie only; the original system's unsigned JSON
/// is read where the policy allows it, and with its signature wherever the secret is known.
/// </summary>
internal sealed class TicketFormat(
    IdentityCookie cookie, IDataProtector protector, UnsignedIdentityPolicy unsigned, SignedCookie? signature = null)
    : ISecureDataFormat<AuthenticationTicket>
{
    private readonly TicketDataFormat _protected = new(protector);

    public string Protect(AuthenticationTicket data) => _protected.Protect(data);

    public string Protect(AuthenticationTicket data, string? purpose) => _protected.Protect(data, purpose);

    public AuthenticationTicket? Unprotect(string? protectedText) => Unprotect(protectedText, purpose: null);

    public AuthenticationTicket? Unprotect(string? protectedText, string? purpose)
    {
        if (protectedText is null || !IdentityJson.LooksLikeJson(protectedText))
        {
            return _protected.Unprotect(protectedText, purpose);
        }

        if (signature?.VerifyJson(cookie.Name, protectedText) is { } json)
        {
            IdentityJson.ReadSigned(json, cookie, out var signed);
            return ToTicket(signed);
        }

        if (!unsigned.Accepts(cookie))
        {
            return null;
        }

        IdentityJson.ReadCookie(protectedText, cookie, out var identity);
        return ToTicket(identity);
    }

    // Whoever made the cookie renews it: the framework's renewal would make it one of ours.
    private AuthenticationTicket? ToTicket(JsonIdentity? identity) => identity is null ? null : new AuthenticationTicket(
        identity.Profile.ToPrincipal(cookie.Name),
        new AuthenticationProperties { ExpiresUtc = identity.EndsAt, AllowRefresh = false },
        cookie.Name);
}
