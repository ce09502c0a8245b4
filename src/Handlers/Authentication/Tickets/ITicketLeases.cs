namespace SocketIoCompat.Handlers.Authentication.Tickets;

/// <summary>How long tickets are valid beyond the time that stands in them. All servers of one database know it.</summary>
internal interface ITicketLeases
{
    /// <summary>Makes tickets valid until these moments, and none shorter. Returns the ids of those that were signed out, which it leaves so.</summary>
    Task<IReadOnlyCollection<string>> ExtendAsync(IReadOnlyCollection<TicketLease> leases);

    /// <summary>Until when a ticket is valid; null when nothing made it valid for longer than it says, or that is over.</summary>
    Task<DateTimeOffset?> FindAsync(string ticketId);

    /// <summary>Whether the ticket was signed out.</summary>
    Task<bool> IsOverAsync(string ticketId);

    /// <summary>Signs a ticket out: nothing makes it valid for longer any more.</summary>
    /// <param name="ticketId">The ticket.</param>
    /// <param name="forgetAt">When no connection can ask for it any more.</param>
    Task EndAsync(string ticketId, DateTimeOffset forgetAt);
}

/// <summary>A ticket and the moment until which it is valid.</summary>
internal readonly record struct TicketLease(string TicketId, DateTimeOffset EndsAt);
