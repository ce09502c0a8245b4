using System.Text.Json;
using System.Threading.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.ProjectChat.Calls;
using SocketIoCompat.Handlers.ProjectChat.Cluster;
using SocketIoCompat.Handlers.ProjectChat.Contracts;
using SocketIoCompat.Handlers.ProjectChat.Sockets;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.ProjectChat;

/// <summary>
/// The calls of the project chat: puts <c>call:signal</c> to the table of calls and delivers what follows. In a cluster one server, the
/// leader, does that for all.
/// </summary>
internal sealed partial class CallService : IDisposable
{
    private readonly ClusterChannel _channel;
    private readonly PageDelivery _delivery;
    private readonly PagesElsewhere _elsewhere;
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
        PagesElsewhere elsewhere,
        PageDelivery delivery,
        [FromKeyedServices(SystemNames.ProjectChat)] ClusterChannel channel,
        RosterCache rosters,
        CallMessages messages,
        IOptions<ProjectChatOptions> options,
        TimeProvider time,
        ILogger<CallService> logger)
    {
        (_history, _pages, _elsewhere, _delivery, _channel) = (history, pages, elsewhere, delivery, channel);
        (_rosters, _messages, _time, _logger) = (rosters, messages, time, logger);
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

        var request = new CallRequest(type, CallMessages.CallType(signal), roster.Id, page.User.Id, page.Id, recipientId, CallMessages.Resumes(signal));
        ReadOnlyMemory<byte> Relay() => _messages.Relay(type, signal, page.User, roster.Id, recipientId);
        var leader = _channel.Leader;
        if (leader == _channel.Id)
        {
            Take(request, Relay);
            return;
        }

        var frame = Relay();
        _channel.Send(ProjectMessages.Signal, leader, writer =>
        {
            ProjectMessages.Write(writer, "request", request);
            writer.WriteString("frame"u8, frame.Span);
        });
    }

    /// <summary>Handles a signal, of a page of this or another server.</summary>
    /// <param name="request">What is said.</param>
    /// <param name="relay">What others get of it.</param>
    public void Take(CallRequest request, Func<ReadOnlyMemory<byte>> relay) => Decide(() => Decide(request), relay);

    /// <summary>A user has a new page.</summary>
    public void Opened(ChatPage page)
    {
        Tell(ProjectMessages.Opened, page);
        OpenedElsewhere(page.User.Id);
    }

    /// <summary>A page is gone.</summary>
    public void Closed(ChatPage page)
    {
        Tell(ProjectMessages.Closed, page);
        ClosedElsewhere(page.User.Id, page.Id);
    }

    /// <summary>
    /// A user is no member of the project any more. All servers hear of that, the leader too; those that have pages of his say it after
    /// what these have said about calls.
    /// </summary>
    public void Expel(string projectId, string userId)
    {
        var leader = _channel.Leader;
        if (leader == _channel.Id)
        {
            Decide(() => _table.Expel(projectId, userId, _time.GetUtcNow()), relay: null);
            return;
        }

        if (_pages.OfUser(userId).Length == 0)
        {
            return;
        }

        _channel.Send(ProjectMessages.Expel, leader, writer =>
        {
            writer.WriteString("project"u8, projectId);
            writer.WriteString("user"u8, userId);
        });
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
    public void Tick()
    {
        Lead();
        Decide(() => _table.Tick(_time.GetUtcNow()), relay: null);
    }

    public void Dispose() => _starts.Dispose();

    private CallOutcome Decide(CallRequest request)
    {
        var now = _time.GetUtcNow();
        var (type, callType, projectId, userId, pageId, recipientId, resumes) = request;
        return type switch
        {
            CallSignals.Offer when recipientId is not null && resumes => CountPages(recipientId) > 0
                ? _table.Resume(projectId, userId, pageId, recipientId, callType, now)
                : new CallOutcome(), // nobody to go on with
            CallSignals.Offer when recipientId is not null => _table.Offer(projectId, userId, pageId, recipientId, callType, now),
            CallSignals.Answer or CallSignals.Candidate or CallSignals.Rejected or CallSignals.Ended =>
                _table.Signal(type, projectId, userId, pageId, recipientId, now),
            CallSignals.GroupJoin => _table.JoinGroup(projectId, userId, pageId, callType, now),
            CallSignals.GroupLeave => _table.LeaveGroup(projectId, userId, pageId, now),
            _ when recipientId is not null && CallSignals.IsBetweenGroupMembers(type) =>
                _table.SignalInGroup(projectId, userId, pageId, recipientId),
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

    // Only the leader decides: what reaches another server about calls is nobody's word any more.
    private void Decide(Func<CallOutcome> decide, Func<ReadOnlyMemory<byte>>? relay)
    {
        lock (_lock)
        {
            if (_channel.IsLeader)
            {
                Deliver(decide(), relay);
                TellChanges();
            }
        }
    }

    private void Deliver(CallOutcome outcome, Func<ReadOnlyMemory<byte>>? relay)
    {
        foreach (var record in outcome.Records)
        {
            _ = RecordAsync(record);
        }

        ReadOnlyMemory<byte>? relayed = null;
        foreach (var delivery in outcome.Deliveries)
        {
            var frame = delivery.Notice is { } notice ? _messages.Notice(notice, delivery.UserId) : relayed ??= relay!();
            _delivery.Send(
                new PageAudience { UserId = delivery.UserId, OnlyPageId = delivery.SocketId, ExceptPageId = delivery.ExceptSocketId }, frame);
        }

        foreach (var notice in outcome.Announcements)
        {
            _ = AnnounceAsync(notice.Call.ProjectId, _messages.Notice(notice, null), [.. notice.Call.Parties.Select(static p => p.UserId)]);
        }
    }

    // Who is in the project is known at once as a rule; nobody waits for it otherwise.
    private async Task AnnounceAsync(string projectId, ReadOnlyMemory<byte> frame, string[] inCall)
    {
        try
        {
            if (await _rosters.FindAsync(projectId) is { } roster)
            {
                _delivery.Send(PageAudience.Members(roster) with { ExceptUserIds = inCall }, frame);
            }
        }
        catch (Exception exception)
        {
            LogNotAnnounced(_logger, projectId, exception);
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

    [LoggerMessage(3503, LogLevel.Warning, "The members of project {ProjectId} could not be told of its group call")]
    private static partial void LogNotAnnounced(ILogger logger, string projectId, Exception exception);
}
