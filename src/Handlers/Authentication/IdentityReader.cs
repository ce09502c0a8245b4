using System.Data.Common;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Authentication.Tickets;
using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.Handlers.Authentication;

/// <summary>Asks the cookie schemes who a request belongs to. One browser may send several identities at once.</summary>
internal sealed partial class IdentityReader(
    IAuthenticationService authentication,
    IOptionsMonitor<CookieAuthenticationOptions> cookieOptions,
    ITicketLeases leases,
    ILogger<IdentityReader> logger)
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

    /// <summary>Whether a ticket may be continued by a new cookie: it was issued here, and nobody signed it out.</summary>
    public async Task<bool> MayContinueAsync(AuthenticationProperties ticket)
    {
        try
        {
            return TicketId.Of(ticket) is { } id && !await leases.IsOverAsync(id);
        }
        catch (Exception exception) when (exception is DatabaseBusyException or DbException)
        {
            LogNoAnswer(logger, exception);
            return false;
        }
    }

    private async Task<AuthenticationTicket?> ReadAsync(HttpContext context, IdentityCookie cookie) =>
        (await authentication.AuthenticateAsync(context, cookie.Name)).Ticket ?? await ReadExtendedAsync(context, cookie);

    // The framework goes by the time that stands in the ticket; a connection may have made it valid for longer. The answer brings the
    // browser a cookie that says so itself.
    private async Task<AuthenticationTicket?> ReadExtendedAsync(HttpContext context, IdentityCookie cookie)
    {
        var options = cookieOptions.Get(cookie.Name);
        if (options.CookieManager.GetRequestCookie(context, cookie.Name) is not { } value ||
            options.TicketDataFormat.Unprotect(value) is not { } ticket ||
            TicketId.Of(ticket.Properties) is not { } id ||
            await FindEndAsync(id) is not { } end)
        {
            return null;
        }

        await authentication.SignInAsync(context, cookie.Name, ticket.Principal, TicketId.Continue(ticket.Properties));
        ticket.Properties.ExpiresUtc = end;
        return ticket;
    }

    private async Task<DateTimeOffset?> FindEndAsync(string ticketId)
    {
        try
        {
            return await leases.FindAsync(ticketId);
        }
        catch (Exception exception) when (exception is DatabaseBusyException or DbException)
        {
            LogNoAnswer(logger, exception);
            return null;
        }
    }

    [LoggerMessage(3103, LogLevel.Warning, "The database did not answer: a cookie was not made valid for longer")]
    private static partial void LogNoAnswer(ILogger logger, Exception exception);
}
