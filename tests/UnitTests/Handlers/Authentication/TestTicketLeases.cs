using SocketIoCompat.Handlers.Authentication.Tickets;
using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.UnitTests.Handlers.Authentication;

/// <summary>Leases in memory, for tests of those who use them.</summary>
internal sealed class TestTicketLeases(TimeProvider time) : ITicketLeases
{
    private readonly Dictionary<string, DateTimeOffset> _ends = new(StringComparer.Ordinal);
    private readonly HashSet<string> _over = new(StringComparer.Ordinal);

    /// <summary>The database does not answer.</summary>
    public bool IsGone { get; set; }

    /// <summary>How many calls extended something.</summary>
    public int Extensions { get; private set; }

    public Task<IReadOnlyCollection<string>> ExtendAsync(IReadOnlyCollection<TicketLease> leases)
    {
        Check();
        Extensions++;
        foreach (var lease in leases.Where(lease => !_over.Contains(lease.TicketId)))
            _ends[lease.TicketId] = lease.EndsAt;
        return Task.FromResult<IReadOnlyCollection<string>>([.. leases.Select(lease => lease.TicketId).Where(_over.Contains)]);
    }

    public Task<DateTimeOffset?> FindAsync(string ticketId)
    {
        Check();
        return Task.FromResult<DateTimeOffset?>(
            !_over.Contains(ticketId) && _ends.TryGetValue(ticketId, out var end) && end > time.GetUtcNow() ? end : null);
    }

    public Task<bool> IsOverAsync(string ticketId)
    {
        Check();
        return Task.FromResult(_over.Contains(ticketId));
    }

    public Task EndAsync(string ticketId, DateTimeOffset forgetAt)
    {
        Check();
        _over.Add(ticketId);
        return Task.CompletedTask;
    }

    private void Check()
    {
        if (IsGone)
            throw new DatabaseBusyException();
    }
}
