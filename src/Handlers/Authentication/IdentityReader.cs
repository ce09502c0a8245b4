using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace SocketIoCompat.Handlers.Authentication;

/// <summary>Asks the cookie schemes who a request belongs to. One browser may send several identities at once.</summary>
internal sealed class IdentityReader(IAuthenticationService authentication)
{
    /// <summary>The valid identities of a request, in the order of <paramref name="cookies"/>.</summary>
    public async Task<IReadOnlyList<AuthenticationTicket>> ReadAllAsync(HttpContext context, IReadOnlyList<IdentityCookie> cookies)
    {
        var tickets = new List<AuthenticationTicket>();
        foreach (var cookie in cookies)
        {
            if (await ReadAsync(context, cookie) is { } ticket)
            {
                tickets.Add(ticket);
            }
        }

        return tickets;
    }

    /// <summary>The first valid identity of a request, in the order of <paramref name="cookies"/>.</summary>
    public async Task<AuthenticationTicket?> ReadFirstAsync(HttpContext context, IReadOnlyList<IdentityCookie> cookies)
    {
        foreach (var cookie in cookies)
        {
            if (await ReadAsync(context, cookie) is { } ticket)
            {
                return ticket;
            }
        }

        return null;
    }

    private async Task<AuthenticationTicket?> ReadAsync(HttpContext context, IdentityCookie cookie) =>
        (await authentication.AuthenticateAsync(context, cookie.Name)).Ticket;
}
