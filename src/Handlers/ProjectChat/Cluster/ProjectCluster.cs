using System.Data.Common;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocketIoCompat.Handlers.ProjectChat.Calls;
using SocketIoCompat.Handlers.ProjectChat.Sockets;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.ProjectChat.Cluster;

/// <summary>What the other servers say about the project chat.</summary>
internal sealed partial class ProjectCluster(
    [FromKeyedServices(SystemNames.ProjectChat)] ClusterChannel channel,
    PageTable pages,
    PagesElsewhere elsewhere,
    PageDelivery delivery,
    PageEvents events,
    RosterCache rosters,
    ProjectAnnouncer announcer,
    CallService calls,
    ILogger<ProjectCluster> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        channel.Appeared += OnAppeared;
        channel.Appeared += _ => CheckMembers();
        channel.Missed += _ => CheckMembers();
        channel.Gone += server => Forget(elsewhere.Remove(server));
        channel.Listen(ProjectMessages.Frame, (_, body) =>
            delivery.SendHere(ProjectMessages.Read<PageAudience>(body, "audience"), ProjectMessages.ReadFrame(body)));
        channel.Listen(ProjectMessages.Pages, OnPages);
        channel.Listen(ProjectMessages.Opened, OnOpened);
        channel.Listen(ProjectMessages.Closed, OnClosed);
        channel.Listen(ProjectMessages.Online, OnOnline);
        channel.Listen(ProjectMessages.Typing, OnTyping);
        channel.Listen(ProjectMessages.Members, OnMembers);
        channel.Listen(ProjectMessages.Signal, (_, body) =>
        {
            var frame = ProjectMessages.ReadFrame(body);
            calls.Take(ProjectMessages.Read<CallRequest>(body, "request"), () => frame);
        });
        channel.Listen(ProjectMessages.Expel, (_, body) => calls.Expel(Text(body, "project"), Text(body, "user")));
        channel.Listen(ProjectMessages.Call, (_, body) => OnCall(body));
        channel.Listen(ProjectMessages.Calls, (_, body) => calls.Replace(ProjectMessages.Read<CallState[]>(body, "calls")));
        channel.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static string Text(JsonElement body, string name) => body.GetProperty(name).GetString()!;

    private void OnAppeared(string server)
    {
        var here = pages.Describe();
        channel.Send(ProjectMessages.Pages, server, writer => ProjectMessages.Write(writer, "pages", here));
        calls.Introduce(server);
    }

    private void OnPages(string server, JsonElement body)
    {
        var here = ProjectMessages.Read<ServerPages>(body, "pages");
        Forget(elsewhere.Replace(server, here));
        foreach (var projectId in here.Online.Keys)
        {
            announcer.PresenceHere(projectId);
        }
    }

    // Pages that the server has not lost after all are still there, or there again.
    private void Forget(PagesElsewhere.Loss loss)
    {
        foreach (var (projectId, userId) in loss.Typing)
        {
            announcer.TypingHere(projectId, userId, announcer.TypingFrame(projectId, user: null));
        }

        foreach (var projectId in loss.ProjectIds)
        {
            announcer.PresenceHere(projectId);
        }

        foreach (var (pageId, userId) in loss.Pages)
        {
            if (!elsewhere.Has(userId, pageId))
            {
                calls.ClosedElsewhere(userId, pageId);
            }
        }
    }

    private void OnOpened(string server, JsonElement body)
    {
        elsewhere.Add(server, Text(body, "page"), Text(body, "user"));
        calls.OpenedElsewhere(Text(body, "user"));
    }

    private void OnClosed(string server, JsonElement body)
    {
        elsewhere.Remove(server, Text(body, "page"));
        calls.ClosedElsewhere(Text(body, "user"), Text(body, "page"));
    }

    private void OnOnline(string server, JsonElement body)
    {
        elsewhere.SetOnline(server, Text(body, "project"), ProjectMessages.Read<string[]>(body, "users"));
        announcer.PresenceHere(Text(body, "project"));
    }

    private void OnTyping(string server, JsonElement body)
    {
        elsewhere.SetTyping(server, Text(body, "project"), Text(body, "user"), body.GetProperty("isTyping"u8).GetBoolean());
        announcer.TypingHere(Text(body, "project"), Text(body, "user"), ProjectMessages.ReadFrame(body));
    }

    private void OnMembers(string server, JsonElement body)
    {
        var projectId = Text(body, "project");
        rosters.ForgetHere(projectId);
        if (body.TryGetProperty("removed"u8, out var removed))
        {
            foreach (var page in pages.OfUser(removed.GetString()!).Where(p => p.ProjectId == projectId))
            {
                events.Unbind(page);
            }
        }
    }

    // That somebody is no member any more is said once, and may be among what was missed.
    private void CheckMembers()
    {
        rosters.ForgetAllHere();
        _ = CheckMembersAsync();
    }

    private async Task CheckMembersAsync()
    {
        await Task.Yield(); // never where messages are read
        foreach (var page in pages.Bound())
        {
            try
            {
                if (page.ProjectId is { } projectId && await rosters.FindForAsync(projectId, page.User.Id) is null)
                {
                    events.Unbind(page);
                }
            }
            catch (Exception exception) when (exception is DatabaseBusyException or DbException)
            {
                LogNotChecked(logger, exception);
                return;
            }
        }
    }

    [LoggerMessage(3340, LogLevel.Warning, "The database did not answer: who was removed from a project on another server meanwhile may still see it")]
    private static partial void LogNotChecked(ILogger logger, Exception exception);

    private void OnCall(JsonElement body)
    {
        if (body.TryGetProperty("over"u8, out var id))
        {
            calls.Drop(id.GetString()!);
        }
        else
        {
            calls.Put(ProjectMessages.Read<CallState>(body, "call"));
        }
    }
}
