using System.Data.Common;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.Handlers.Authentication.Tickets;

/// <summary>Whoever signs out has a copy of his cookie nowhere kept valid: not by a page of his that is still connected, nor by a thief's.</summary>
internal sealed partial class SignedOutTickets(
    ITicketLeases leases, IOptionsMonitor<CookieAuthenticationOptions> cookies, TimeProvider time, ILogger<SignedOutTickets> logger)
{
    /// <summary>Takes the tickets of a request that signs out. The cookies go from the browser whether the database takes it or not.</summary>
    public async Task AddAsync(IEnumerable<AuthenticationTicket> tickets)
    {
        foreach (var ticket in tickets)
        {
            if (TicketId.Of(ticket.Properties) is { } id)
            {
                await AddAsync(id, cookies.Get(ticket.AuthenticationScheme).ExpireTimeSpan);
            }
        }
    }

    // Connections ask for their tickets whenever half of the lifetime is over, and then learn that there is nothing to keep.
    private async Task AddAsync(string id, TimeSpan lifetime)
    {
        try
        {
            await leases.EndAsync(id, time.GetUtcNow() + (2 * lifetime));
        }
        catch (Exception exception) when (exception is DatabaseBusyException or DbException)
        {
            LogNotStored(logger, exception);
        }
    }

    [LoggerMessage(3104, LogLevel.Warning, "The database did not answer: a cookie that was signed out stays valid while its user is connected elsewhere")]
    private static partial void LogNotStored(ILogger logger, Exception exception);
}
