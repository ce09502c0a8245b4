using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocketIoCompat.Handlers.ProjectChat.Sockets;
using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.Handlers.ProjectChat.Cluster;

/// <summary>
/// That somebody is no member any more is said once. Where it may have been missed, the database is asked about everybody whose pages
/// show a project here, and about everybody in a call when this server decides about calls.
/// </summary>
internal sealed partial class MemberCheck(
    PageTable pages,
    PageEvents events,
    RosterCache rosters,
    CallService calls,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<MemberCheck> logger)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    private int _asked; // how often since a check began to run; 0 while none runs

    /// <summary>Begins a check, or has the one that runs begin anew. Never waits.</summary>
    public void Begin()
    {
        rosters.ForgetAllHere();
        if (Interlocked.Increment(ref _asked) == 1)
        {
            _ = RunAsync();
        }
    }

    private async Task RunAsync()
    {
        await Task.Yield(); // never where messages are read
        try
        {
            int asked;
            do
            {
                asked = Volatile.Read(ref _asked);
                while (!await TryCheckAsync())
                {
                    await Task.Delay(RetryDelay, time, lifetime.ApplicationStopping);
                }
            }
            while (Interlocked.CompareExchange(ref _asked, 0, asked) != asked);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The server stops.
        }
        catch (Exception exception)
        {
            Volatile.Write(ref _asked, 0);
            LogFailed(logger, exception);
        }
    }

    private async Task<bool> TryCheckAsync()
    {
        try
        {
            var shown = pages.Bound().Select(static page => (page.ProjectId, UserId: page.User.Id));
            foreach (var (projectId, userId) in shown.Concat(calls.ReadParties().Select(static p => ((string?)p.ProjectId, p.UserId))).Distinct().ToArray())
            {
                if (projectId is not null && await rosters.FindForAsync(projectId, userId) is null)
                {
                    events.Expel(projectId, userId);
                }
            }

            return true;
        }
        catch (Exception exception) when (exception is DatabaseBusyException or DbException)
        {
            LogNotChecked(logger, exception);
            return false;
        }
    }

    [LoggerMessage(3340, LogLevel.Warning, "The database did not answer: who was removed from a project on another server meanwhile may still see it until it does")]
    private static partial void LogNotChecked(ILogger logger, Exception exception);

    [LoggerMessage(3341, LogLevel.Error, "To check who is still a member of what his pages show failed")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
