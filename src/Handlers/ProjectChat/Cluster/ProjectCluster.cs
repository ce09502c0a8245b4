using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SocketIoCompat.Handlers.ProjectChat.Calls;
using SocketIoCompat.Handlers.ProjectChat.Sockets;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.ProjectChat.Cluster;

/// <summary>What the other servers say about the project chat.</summary>
internal sealed class ProjectCluster(
    [FromKeyedServices(SystemNames.ProjectChat)] ClusterChannel channel,
    PageTable pages,
    PagesElsewhere elsewhere,
    PageDelivery delivery,
    PageEvents events,
    RosterCache rosters,
    ProjectAnnouncer announcer,
    CallService calls,
    MemberCheck members) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        channel.Appeared += OnAppeared;
        channel.Appeared += _ => members.Begin();
        channel.Missed += _ => members.Begin();
        channel.Gone += server => Forget(elsewhere.Remove(server));
        channel.Gone += _ => members.Begin(); // what it was about to say, or was told and nobody else, is lost with it
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
            events.Expel(projectId, removed.GetString()!);
        }
    }

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
