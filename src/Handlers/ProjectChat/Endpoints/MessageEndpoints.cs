using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.ProjectChat.Contracts;
using SocketIoCompat.Handlers.Users;

namespace SocketIoCompat.Handlers.ProjectChat.Endpoints;

/// <summary><c>/api/messages</c>: reading and sending.</summary>
internal static class MessageEndpoints
{
    private static readonly string[] Types = ["text", "file", "image", "video"];

    public static void MapMessageEndpoints(this IEndpointRouteBuilder endpoints)
    {
        var messages = endpoints.MapGroup("/api/messages").AddEndpointFilter(ProjectRequest.RequireUserAsync);
        messages.MapGet("", ListAsync);
        messages.MapPost("", SendAsync);
        messages.MapGet("/unread/counts", CountUnreadAsync);
        messages.MapPut("/projects/{projectId}/mark-read", MarkProjectReadAsync);
        messages.MapMessageChanges();
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, RosterCache rosters, IMessageStore store, IUserStore users, IOptions<ProjectChatOptions> options)
    {
        var query = context.Request.Query;
        var projectId = query["project_id"].ToString() is { Length: > 0 } id ? id : query["conversation_id"].ToString();
        if (!ClassroomIds.IsValid(projectId))
        {
            return ProjectAnswer.Invalid("Missing required parameter: project_id");
        }

        return await rosters.FindForAsync(projectId, ProjectRequest.UserOf(context).Id) is null
            ? ProjectAnswer.NoAccess
            : ProjectAnswer.Data(await NameAsync(users, await store.ReadNewestAsync(projectId, options.Value.HistoryLimit)));
    }

    private static async Task<IResult> SendAsync(
        HttpContext context,
        RosterCache rosters,
        IMessageStore store,
        IUserStore users,
        ProjectAnnouncer announcer,
        IOptions<ProjectChatOptions> options)
    {
        var user = ProjectRequest.UserOf(context);
        if (await ProjectRequest.ReadAsync(context) is not { } body)
        {
            return ProjectAnswer.Invalid("A JSON object is needed");
        }

        var (message, error) = Read(body, user, options.Value);
        if (message is null)
        {
            return ProjectAnswer.Invalid(error!);
        }

        if (await rosters.FindForAsync(message.ProjectId, user.Id) is not { } roster)
        {
            return ProjectAnswer.NoAccess;
        }

        if (message.RecipientId is { } recipient && !roster.Has(recipient))
        {
            return ProjectAnswer.Invalid("recipient_id is no member of this project chat");
        }

        var saved = (await NameAsync(users, [await store.AppendAsync(message)]))[0];
        announcer.NewMessage(roster, saved);
        return ProjectAnswer.Data(saved, StatusCodes.Status201Created);
    }

    private static async Task<IResult> CountUnreadAsync(HttpContext context, IProjectStore projects, IMessageStore store)
    {
        var user = ProjectRequest.UserOf(context);
        var counts = await store.CountUnreadAsync(user.Id, await projects.ListAsync(user.Id));
        return ProjectAnswer.Data(new Unread(counts, counts.Sum(c => c.UnreadCount)));
    }

    private static async Task<IResult> MarkProjectReadAsync(HttpContext context, string projectId, RosterCache rosters, IMessageStore store)
    {
        var user = ProjectRequest.UserOf(context);
        return !ClassroomIds.IsValid(projectId) || await rosters.FindForAsync(projectId, user.Id) is null
            ? ProjectAnswer.NoAccess
            : ProjectAnswer.Data(new MarkedRead(projectId, await store.MarkProjectReadAsync(projectId, user.Id)));
    }

    /// <summary>Adds the names of senders and recipients.</summary>
    internal static async Task<IReadOnlyList<ChatMessageRow>> NameAsync(IUserStore users, IReadOnlyList<ChatMessageRow> messages)
    {
        var names = await ProjectUser.NamesAsync(
            users, messages.SelectMany(m => new[] { m.SenderId, m.RecipientId }).OfType<string>());
        return
        [
            .. messages.Select(m => m with
            {
                SenderName = names.GetValueOrDefault(m.SenderId),
                RecipientName = m.RecipientId is null ? null : names.GetValueOrDefault(m.RecipientId),
            }),
        ];
    }

    // Who sent it, when, under which id and whether for the system is not the page's to say: such members are not read.
    private static (NewMessage? Message, string? Error) Read(JsonElement body, ProjectUser user, ProjectChatOptions options)
    {
        var projectId = ProjectJson.Text(body, "project_id") ?? ProjectJson.Text(body, "conversation_id");
        var content = ProjectJson.Text(body, "content");
        var type = ProjectJson.Text(body, "message_type") ?? "text";
        var fileUrl = ProjectJson.Text(body, "file_url");
        var recipientId = ProjectJson.Text(body, "recipient_id");
        var replyTo = ProjectJson.Text(body, "reply_to_message_id");
        var error = !ClassroomIds.IsValid(projectId) ? "Missing required field: project_id"
            : string.IsNullOrEmpty(content) ? "Missing required field: content"
            : CheckText(content, options) ?? (
                !Types.Contains(type) ? "message_type must be text, file, image or video"
                : fileUrl is not null && !IsLink(fileUrl) ? "file_url must be a link"
                : (recipientId is not null && !ClassroomIds.IsValid(recipientId)) || (replyTo is not null && !ClassroomIds.IsValid(replyTo))
                    ? "recipient_id and reply_to_message_id must be ids"
                    : null);
        return error is null
            ? (new NewMessage(projectId!, user.Id, recipientId, content!, type, fileUrl, replyTo), null)
            : (null, error);
    }

    /// <summary>What is wrong with a message's text; null when nothing is.</summary>
    internal static string? CheckText(string content, ProjectChatOptions options) =>
        content.Length > options.MaxContentLength ? $"content must not be longer than {options.MaxContentLength}"
        : content.Contains('\0', StringComparison.Ordinal) ? "content must be text"
        : null;

    // Pages make links of it: nothing that runs in them.
    private static bool IsLink(string url) =>
        url.Length <= 2048 &&
        (url.StartsWith('/') || (Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"));

    private sealed record Unread(IReadOnlyList<UnreadProject> Projects, long TotalUnread);

    private sealed record MarkedRead(string ProjectId, string MarkedReadAt);
}
