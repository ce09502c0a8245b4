using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Authentication.Tokens;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.ProjectChat.Contracts;
using SocketIoCompat.Handlers.RawSockets;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.ProjectChat.Sockets;

/// <summary><c>/ws?token=…&amp;project_id=…</c>. Who has no good token is told so by a close code, as browsers show nothing else.</summary>
internal sealed class PageHandler(
    TokenCheck tokens,
    PageTable pages,
    PageEvents events,
    CallService calls,
    RosterCache rosters,
    IProjectStore projects,
    IOptions<ProjectChatOptions> options,
    IHostEnvironment environment,
    [FromKeyedServices(SystemNames.ProjectChat)] ClusterChannel channel,
    TimeProvider time) : IRawSocketHandler
{
    private const int PolicyViolation = 1008;
    private const string InvalidToken = "Invalid token";

    public async ValueTask OpenAsync(RawSocket socket)
    {
        var query = socket.Context.Request.Query;
        if (query["token"].ToString() is not { Length: > 0 } text)
        {
            socket.Close(PolicyViolation, "No token provided");
        }
        else if (await tokens.FindAsync(text) is not { } found)
        {
            socket.Close(PolicyViolation, InvalidToken);
        }
        else
        {
            socket.Data = await OpenAsync(found.User, found.Token, query["project_id"].ToString(), socket);
        }
    }

    public async ValueTask ReceiveAsync(RawSocket socket, ReadOnlyMemory<byte> message)
    {
        // What is no event is nobody else's business, and the sender's page is not told by the documented server either.
        if (socket.Data is not ChatPage page || PeerJson.TryParse(message.Span) is not { } root || ProjectJson.Text(root, "event") is not { } name)
        {
            return;
        }

        var data = root.TryGetProperty("data", out var found) ? found : default;
        if (PeerJson.HasReadableNames(data))
        {
            await events.HandleAsync(page, name, data);
            await channel.DrainAsync();
        }
    }

    public ValueTask ClosedAsync(RawSocket socket)
    {
        if (socket.Data is ChatPage page)
        {
            Closed(page);
        }

        return ValueTask.CompletedTask;
    }

    private async Task<ChatPage?> OpenAsync(ProjectUser user, VerifiedToken token, string projectId, RawSocket transport)
    {
        var o = options.Value;
        var page = new ChatPage(ClassroomIds.NewId(), user, transport);
        if (ClassroomIds.IsValid(projectId))
        {
            await JoinUnknownAsync(projectId, user.Id);
        }

        if (!pages.TryAdd(page, o.MaxSocketsPerUser))
        {
            transport.Close(PolicyViolation, "Too many connections");
            return null;
        }

        try
        {
            calls.Opened(page);
            if (o.CloseOnTokenExpiry)
            {
                page.Expiry = new TokenExpiry(time, token.ExpiresAt, () => transport.Close(PolicyViolation, InvalidToken));
            }

            await events.BindAsync(page, projectId);
            return page;
        }
        catch
        {
            Closed(page);
            throw;
        }
    }

    private async Task JoinUnknownAsync(string projectId, string userId)
    {
        if ((options.Value.JoinUnknownProjects ?? environment.IsDevelopment()) &&
            await rosters.FindAsync(projectId) is var roster && (roster is null || (roster.CreatedByJoin && !roster.Has(userId))))
        {
            await projects.JoinUnknownAsync(projectId, userId);
            rosters.Forget(projectId);
        }
    }

    private void Closed(ChatPage page)
    {
        page.Expiry?.Dispose();
        events.Unbind(page);
        pages.Remove(page);
        calls.Closed(page);
    }
}
