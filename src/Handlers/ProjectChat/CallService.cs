using System.Text.Json;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.ProjectChat.Calls;
using SocketIoCompat.Handlers.ProjectChat.Contracts;
using SocketIoCompat.Handlers.ProjectChat.Sockets;

namespace SocketIoCompat.Handlers.ProjectChat;

/// <summary>The calls of the project chat: puts <c>call:signal</c> to the table of calls and delivers what follows.</summary>
internal sealed partial class CallService : IDisposable
{
    private readonly ICallHistory _history;
    private readonly Lock _lock = new();
    private readonly ILogger _logger;
    private readonly CallMessages _messages;
    private readonly PageTable _pages;
    private readonly RosterCache _rosters;
    private readonly PartitionedRateLimiter<string> _starts;
    private readonly CallTable _table;
    private readonly TimeProvider _time;

    public CallService(
        ICallHistory history,
        PageTable pages,
        RosterCache rosters,
        CallMessages messages,
        IOptions<ProjectChatOptions> options,
        TimeProvider time,
        ILogger<CallService> logger)
    {
        (_history, _pages, _rosters, _messages, _time, _logger) = (history, pages, rosters, messages, time, logger);
        _table = new CallTable(options.Value);
        var limits = new TokenBucketRateLimiterOptions
        {
            TokenLimit = 10,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1) / options.Value.CallsPerMinute,
        };
        _starts = PartitionedRateLimiter.Create<string, string>(userId => RateLimitPartition.GetTokenBucketLimiter(userId, _ => limits));
    }

    /// <summary>Handles a signal of a member of the project.</summary>
    public void Handle(ChatPage page, ProjectRoster roster, JsonElement signal)
    {
        var type = ProjectJson.Text(signal, "type");
        var recipientId = ProjectJson.Text(signal, "recipientId");
        if (type is null || !MayStart(type, page) || (recipientId is not null && !roster.Has(recipientId)))
        {
            return; // without a type it is the documented page's second message with the caller's name, which no page understands
        }

        lock (_lock)
        {
            var outcome = Decide(type, page, roster.Id, recipientId, signal);
            Deliver(outcome, roster, () => _messages.Relay(type, signal, page.User, roster.Id, recipientId));
        }
    }

    /// <summary>A user has a new page.</summary>
    public void Opened(ChatPage page)
    {
        lock (_lock)
        {
            _table.Opened(page.User.Id);
        }
    }

    /// <summary>A page is gone.</summary>
    public void Closed(ChatPage page, int remaining)
    {
        lock (_lock)
        {
            _table.Closed(page.User.Id, page.Id, remaining, _time.GetUtcNow());
        }
    }

    /// <summary>A user is no member of the project any more.</summary>
    public void Expel(ProjectRoster roster, string userId)
    {
        lock (_lock)
        {
            Deliver(_table.Expel(roster.Id, userId, _time.GetUtcNow()), roster, relay: null);
        }
    }

    /// <summary>A page that comes later learns of a group call that is running.</summary>
    public void TellAboutGroup(ChatPage page)
    {
        lock (_lock)
        {
            if (page.ProjectId is { } projectId && _table.FindGroup(projectId) is { } group)
            {
                page.Send(_messages.Notice(new CallNotice(CallSignals.GroupStarted, group.CallerId, group), null));
            }
        }
    }

    /// <summary>Ends calls whose time is over. Called every second.</summary>
    public async Task TickAsync()
    {
        CallOutcome outcome;
        lock (_lock)
        {
            outcome = _table.Tick(_time.GetUtcNow());
            Deliver(outcome, roster: null, relay: null);
        }

        // Groups of several projects may have ended at once; each is announced in its own.
        foreach (var notice in outcome.Announcements)
        {
            if (await _rosters.FindAsync(notice.Call.ProjectId) is { } roster)
            {
                Announce(notice, roster);
            }
        }
    }

    public void Dispose() => _starts.Dispose();

    private CallOutcome Decide(string type, ChatPage page, string projectId, string? recipientId, JsonElement signal)
    {
        var now = _time.GetUtcNow();
        var userId = page.User.Id;
        return type switch
        {
            CallSignals.Offer when recipientId is not null =>
                _table.Offer(projectId, userId, page.Id, recipientId, CallMessages.CallType(signal), now),
            CallSignals.Answer or CallSignals.Candidate or CallSignals.Rejected or CallSignals.Ended =>
                _table.Signal(type, projectId, userId, page.Id, recipientId, now),
            CallSignals.GroupJoin => _table.JoinGroup(projectId, userId, page.Id, CallMessages.CallType(signal), now),
            CallSignals.GroupLeave => _table.LeaveGroup(projectId, userId, page.Id, now),
            _ when recipientId is not null && CallSignals.IsBetweenGroupMembers(type) =>
                _table.SignalInGroup(projectId, userId, page.Id, recipientId),
            _ => new CallOutcome(),
        };
    }

    private bool MayStart(string type, ChatPage page)
    {
        if (type is not (CallSignals.Offer or CallSignals.GroupJoin))
        {
            return true;
        }

        using var lease = _starts.AttemptAcquire(page.User.Id);
        return lease.IsAcquired;
    }

    private void Deliver(CallOutcome outcome, ProjectRoster? roster, Func<ReadOnlyMemory<byte>>? relay)
    {
        foreach (var record in outcome.Records)
        {
            _ = RecordAsync(record);
        }

        ReadOnlyMemory<byte>? relayed = null;
        foreach (var delivery in outcome.Deliveries)
        {
            var frame = delivery.Notice is { } notice ? _messages.Notice(notice, delivery.UserId) : relayed ??= relay!();
            foreach (var page in _pages.OfUser(delivery.UserId))
            {
                if (page.Id != delivery.ExceptSocketId && (delivery.SocketId is null || page.Id == delivery.SocketId))
                {
                    page.Send(frame);
                }
            }
        }

        if (roster is not null)
        {
            foreach (var notice in outcome.Announcements)
            {
                Announce(notice, roster);
            }
        }
    }

    private void Announce(CallNotice notice, ProjectRoster roster)
    {
        var frame = _messages.Notice(notice, null);
        foreach (var page in _pages.OfMembers(roster).Where(p => notice.Call.Find(p.User.Id) is null))
        {
            page.Send(frame);
        }
    }

    // The call goes on without its entry in the history.
    private async Task RecordAsync(CallRecord record)
    {
        try
        {
            await _history.RecordAsync(record);
        }
        catch (Exception exception)
        {
            LogNotRecorded(_logger, record.Id, record.Status, exception);
        }
    }

    [LoggerMessage(3501, LogLevel.Warning, "The call {CallId} could not be recorded as {Status}")]
    private static partial void LogNotRecorded(ILogger logger, string callId, string status, Exception exception);
}
