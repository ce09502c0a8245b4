using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;

namespace SocketIoCompat.Handlers.Authentication;

/// <summary>
/// A cookie's value: what this server issues is protected, for this cookie only; the original system's unsigned JSON
/// is read where the policy allows it.
/// </summary>
internal sealed class TicketFormat(IdentityCookie cookie, IDataProtector protector, UnsignedIdentityPolicy unsigned)
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

        return unsigned.Accepts(cookie) &&
            IdentityJson.ReadCookie(protectedText, cookie, out var profile) == IdentityJsonResult.Complete
            ? new AuthenticationTicket(profile!.ToPrincipal(cookie.Name), cookie.Name)
            : null;
    }
}
