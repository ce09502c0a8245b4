using System.Data.Common;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Authentication.Tokens;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.ProjectChat.Contracts;
using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.Handlers.ProjectChat.Sockets;

/// <summary><c>/ws?token=…&amp;project_id=…</c>. Who has no good token is told so by a close code, as browsers show nothing else.</summary>
internal sealed partial class PageEndpoint(
    TokenCheck tokens,
    PageTable pages,
    PageEvents events,
    CallService calls,
    RosterCache rosters,
    IProjectStore projects,
    IOptions<ProjectChatOptions> options,
    IHostEnvironment environment,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<PageEndpoint> logger)
{
    private const int PolicyViolation = 1008;
    private const int InternalError = 1011;
    private const int GoingAway = 1001;
    private const string InvalidToken = "Invalid token";

    public async Task AcceptAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            context.Response.Headers.Upgrade = "websocket";
            return;
        }

        var o = options.Value;
        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            KeepAliveInterval = o.PingInterval,
            KeepAliveTimeout = o.PingInterval,
        });
        using var transport = new WebSocketPage(socket, o.MaxPayload, o.MaxOutboundBytes);
        await using var stopping = lifetime.ApplicationStopping.Register(() => transport.Close(GoingAway, "Server shutting down"));
        var page = await OpenAsync(context, transport);
        try
        {
            await transport.RunAsync(message => page is null ? ValueTask.CompletedTask : ReceiveAsync(page, message));
        }
        finally
        {
            if (page is not null)
            {
                Closed(page);
            }
        }
    }

    private async Task<ChatPage?> OpenAsync(HttpContext context, WebSocketPage transport)
    {
        try
        {
            if (context.Request.Query["token"].ToString() is not { Length: > 0 } text)
            {
                transport.Close(PolicyViolation, "No token provided");
                return null;
            }

            if (await tokens.FindAsync(text) is not { } found)
            {
                transport.Close(PolicyViolation, InvalidToken);
                return null;
            }

            return await OpenAsync(found.User, found.Token, context.Request.Query["project_id"].ToString(), transport);
        }
        catch (Exception exception)
        {
            LogFailed(logger, "connect", exception);
            transport.Close(InternalError, "Internal server error");
            return null;
        }
    }

    private async Task<ChatPage?> OpenAsync(ProjectUser user, VerifiedToken token, string projectId, WebSocketPage transport)
    {
        var o = options.Value;
        var rate = new EventRate(o.EventsPerSecond, o.EventBurst, o.AbuseSeconds, time);
        var page = new ChatPage(ClassroomIds.NewId(), user, rate, transport);
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

    private async ValueTask ReceiveAsync(ChatPage page, ReadOnlyMemory<byte> message)
    {
        switch (page.Rate.Next(1 + (message.Length / (64 * 1024))))
        {
            case RateVerdict.Pass:
                break;
            case RateVerdict.Disconnect:
                LogAbuse(logger, page.Id);
                page.Close(PolicyViolation, "Too many messages");
                return;
            default:
                return;
        }

        try
        {
            using var document = JsonDocument.Parse(message);
            var root = document.RootElement;
            if (ProjectJson.Text(root, "event") is { } name)
            {
                await events.HandleAsync(page, name, root.TryGetProperty("data", out var data) ? data : default);
            }
        }
        catch (JsonException)
        {
            // Not JSON: nobody else's business, and the sender's page is not told by the documented server either.
        }
        catch (Exception exception)
        {
            LogFailed(logger, "event", exception);
        }
    }

    private void Closed(ChatPage page)
    {
        page.Expiry?.Dispose();
        events.Unbind(page);
        calls.Closed(page, pages.Remove(page));
    }

    [LoggerMessage(3510, LogLevel.Error, "The project chat could not handle an {What}")]
    private static partial void LogFailed(ILogger logger, string what, Exception exception);

    [LoggerMessage(3511, LogLevel.Warning, "Closed the project chat's socket {PageId}: too many messages for too long (EventsPerSecond, AbuseSeconds)")]
    private static partial void LogAbuse(ILogger logger, string pageId);
}
