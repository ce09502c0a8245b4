using System.Data.Common;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.Handlers.Authentication.Tickets;

/// <summary>A ticket that somebody connected with.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Lifetime">How long it is valid without being used.</param>
/// <param name="EndsAt">Until when it is valid.</param>
internal sealed record LiveTicket(string Id, TimeSpan Lifetime, DateTimeOffset EndsAt);

/// <summary>
/// The tickets of those who are connected. A request renews a ticket by a new cookie; a connection has no answers to put one in, so
/// whenever half of a ticket's time is over, it is made valid for longer in the database.
/// </summary>
internal sealed partial class LiveTickets(
    ITicketLeases leases,
    IOptionsMonitor<CookieAuthenticationOptions> cookies,
    TimeProvider time,
    ILogger<LiveTickets> logger) : BackgroundService
{
    private const int BatchSize = 100;

    private static readonly TimeSpan MaxPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MinPeriod = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Keeps a ticket valid until what this returns is disposed of. One that has less than half of its time left gets more at once.</summary>
    public async Task<Hold> HoldAsync(LiveTicket ticket)
    {
        Hold hold;
        lock (_lock)
        {
            if (!_entries.TryGetValue(ticket.Id, out var entry))
            {
                _entries.Add(ticket.Id, entry = new Entry(ticket));
            }

            entry.Holds++;
            hold = new Hold(this, entry);
        }

        if (IsDue(ticket.EndsAt, ticket.Lifetime))
        {
            await ExtendAsync([new TicketLease(ticket.Id, time.GetUtcNow() + ticket.Lifetime)]);
        }

        return hold;
    }

    /// <summary>Gives all tickets more time that need it.</summary>
    internal async Task ExtendAsync()
    {
        TicketLease[] due;
        lock (_lock)
        {
            var now = time.GetUtcNow();
            due = [.. _entries.Values
                .Where(entry => IsDue(entry.EndsAt, entry.Ticket.Lifetime))
                .Select(entry => new TicketLease(entry.Ticket.Id, now + entry.Ticket.Lifetime))];
        }

        foreach (var batch in due.Chunk(BatchSize))
        {
            await ExtendAsync(batch);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period(), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await ExtendAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private TimeSpan Period()
    {
        var period = IdentityCookie.All.Min(cookie => cookies.Get(cookie.Name).ExpireTimeSpan) / 8;
        return period > MaxPeriod ? MaxPeriod : period < MinPeriod ? MinPeriod : period;
    }

    private bool IsDue(DateTimeOffset endsAt, TimeSpan lifetime) => endsAt - time.GetUtcNow() < lifetime / 2;

    // What the database does not take now is due again at the next turn, long before its time is over.
    private async Task ExtendAsync(TicketLease[] batch)
    {
        IReadOnlyCollection<string> signedOut;
        try
        {
            signedOut = await leases.ExtendAsync(batch);
        }
        catch (Exception exception) when (exception is DatabaseBusyException or DbException)
        {
            LogNotExtended(logger, batch.Length, exception);
            return;
        }

        lock (_lock)
        {
            foreach (var lease in batch)
            {
                if (_entries.TryGetValue(lease.TicketId, out var entry))
                {
                    entry.EndsAt = lease.EndsAt;
                }
            }

            foreach (var id in signedOut)
            {
                _entries.Remove(id);
            }
        }
    }

    private void Release(Entry entry)
    {
        lock (_lock)
        {
            if (--entry.Holds == 0 && _entries.GetValueOrDefault(entry.Ticket.Id) == entry)
            {
                _entries.Remove(entry.Ticket.Id);
            }
        }
    }

    /// <summary>A ticket, and how many connections came with it.</summary>
    internal sealed class Entry(LiveTicket ticket)
    {
        public LiveTicket Ticket { get; } = ticket;

        public DateTimeOffset EndsAt { get; set; } = ticket.EndsAt;

        public int Holds { get; set; }
    }

    /// <summary>A connection's part in keeping a ticket valid.</summary>
    internal sealed class Hold : IDisposable
    {
        private readonly LiveTickets _tickets;
        private Entry? _entry;

        public Hold(LiveTickets tickets, Entry entry) => (_tickets, _entry) = (tickets, entry);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _entry, null) is { } held)
            {
                _tickets.Release(held);
            }
        }
    }

    [LoggerMessage(3102, LogLevel.Warning, "The database did not answer: {Count} cookies of connected users were not made valid for longer; they are asked for again")]
    private static partial void LogNotExtended(ILogger logger, int count, Exception exception);
}
