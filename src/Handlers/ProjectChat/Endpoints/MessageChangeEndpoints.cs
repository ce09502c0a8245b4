using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using System.Globalization;
using System.Text.Json;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.ProjectChat.Contracts;
using SocketIoCompat.Handlers.ProjectChat.Files;
using SocketIoCompat.Handlers.Users;

namespace SocketIoCompat.Handlers.ProjectChat.Endpoints;

/// <summary><c>/api/messages/{id}</c>: what can be done with a message that was sent.</summary>
internal static class MessageChangeEndpoints
{
    private static readonly TimeSpan EditTime = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan DeleteTime = TimeSpan.FromHours(1);

    public static void MapMessageChanges(this IEndpointRouteBuilder messages)
    {
        messages.MapPut("/{messageId}/read", ReadAsync);
        messages.MapGet("/{messageId}/info", InfoAsync);
        messages.MapPut("/{messageId}/pin", PinAsync);
        messages.MapPut("/{messageId}/star", (HttpContext context, string messageId, MessageChanges changes) =>
            changes.ApplyAsync(context, messageId, (_, _) => null, (m, _) => changes.Store.ToggleAsync(m.Id, MessageFlag.Starred)));
        messages.MapPost("/{messageId}/react", ReactAsync);
        messages.MapPost("/{messageId}/report", ReportAsync);
        messages.MapPut("/{messageId}", EditAsync);
        messages.MapDelete("/{messageId}", DeleteAsync);
    }

    private static async Task<IResult> ReadAsync(
        HttpContext context, string messageId, MessageChanges changes, ProjectAnnouncer announcer)
    {
        var user = ProjectRequest.UserOf(context);
        if (await changes.FindAsync(messageId, user.Id) is not { } found)
        {
            return ProjectAnswer.NoMessage;
        }

        var body = await ProjectRequest.ReadAsync(context);
        var status = body is { } element ? ProjectJson.Text(element, "status") : null;
        if (status is not ("delivered" or "read"))
        {
            return ProjectAnswer.Invalid("status must be delivered or read");
        }

        if (found.Message.SenderId == user.Id)
        {
            return ProjectAnswer.Data(found.Message);
        }

        await changes.Store.MarkAsync(messageId, user.Id, status == "read");
        announcer.MessageStatus(found.Roster.Id, messageId, user.Id, status);
        return ProjectAnswer.Data(await changes.Store.FindAsync(messageId));
    }

    private static async Task<IResult> InfoAsync(HttpContext context, string messageId, MessageChanges changes)
    {
        var user = ProjectRequest.UserOf(context);
        return await changes.FindAsync(messageId, user.Id) is not { } found ? ProjectAnswer.NoMessage
            : found.Message.SenderId != user.Id ? Forbidden("Only the sender may see who has read a message")
            : ProjectAnswer.Data(new Info(found.Message, await changes.Store.ReadReceiptsAsync(messageId)));
    }

    private static Task<IResult> PinAsync(HttpContext context, string messageId, MessageChanges changes) => changes.ApplyAsync(
        context,
        messageId,
        (found, user) => found.Roster.CreatorId == user.Id ? null : Forbidden("Only the project's creator may pin messages"),
        (message, _) => changes.Store.ToggleAsync(message.Id, MessageFlag.Pinned));

    private static async Task<IResult> ReactAsync(HttpContext context, string messageId, MessageChanges changes)
    {
        var body = await ProjectRequest.ReadAsync(context);
        return (body is { } element ? ProjectJson.Text(element, "emoji") : null) is not { Length: > 0 and <= 32 } emoji
            ? ProjectAnswer.Invalid("Missing required field: emoji")
            : await changes.ApplyAsync(
                context, messageId, (_, _) => null, (message, user) => changes.Store.ReactAsync(message.Id, user.Id, emoji));
    }

    private static async Task<IResult> ReportAsync(HttpContext context, string messageId, MessageChanges changes)
    {
        var user = ProjectRequest.UserOf(context);
        var body = await ProjectRequest.ReadAsync(context);
        if ((body is { } element ? ProjectJson.Text(element, "reason") : null) is not { Length: > 0 and <= 1000 } reason)
        {
            return ProjectAnswer.Invalid("Missing required field: reason");
        }

        if (await changes.FindAsync(messageId, user.Id) is null)
        {
            return ProjectAnswer.NoMessage;
        }

        await changes.Store.ReportAsync(messageId, user.Id, reason);
        return ProjectAnswer.Data(new Reported(messageId));
    }

    private static async Task<IResult> EditAsync(
        HttpContext context, string messageId, MessageChanges changes, IOptions<ProjectChatOptions> options)
    {
        var body = await ProjectRequest.ReadAsync(context);
        if ((body is { } element ? ProjectJson.Text(element, "content") : null) is not { Length: > 0 } content)
        {
            return ProjectAnswer.Invalid("Missing required field: content");
        }

        return MessageEndpoints.CheckText(content, options.Value) is { } error
            ? ProjectAnswer.Invalid(error)
            : await changes.ApplyAsync(
                context,
                messageId,
                (found, user) => changes.RequireOwn(found, user, EditTime, "edited"),
                (message, _) => changes.Store.ChangeContentAsync(message.Id, content, isDeleted: false));
    }

    private static Task<IResult> DeleteAsync(HttpContext context, string messageId, MessageChanges changes, ProjectFiles files) => changes.ApplyAsync(
        context,
        messageId,
        (found, user) => changes.RequireOwn(found, user, DeleteTime, "deleted"),
        async (message, user) =>
        {
            // The file first: when that fails the message can still be deleted, and the others are told of it then.
            await files.RemoveOfAsync(message.ProjectId, user.Id, message.FileUrl);
            return await changes.Store.ChangeContentAsync(message.Id, "", isDeleted: true);
        });

    internal static IResult Forbidden(string message) => ProjectAnswer.Error(StatusCodes.Status403Forbidden, message);

    private sealed record Info(ChatMessageRow Message, IReadOnlyList<ReceiptRow> Receipts);

    private sealed record Reported(string MessageId);
}

/// <summary>A message with its project.</summary>
internal sealed record FoundMessage(ChatMessageRow Message, ProjectRoster Roster);

/// <summary>Finds messages for those who may see them, and tells their project of changes.</summary>
internal sealed class MessageChanges(
    IMessageStore store, RosterCache rosters, IUserStore users, ProjectAnnouncer announcer, TimeProvider time)
{
    public IMessageStore Store { get; } = store;

    /// <summary>The message; null when there is none that this user may see.</summary>
    public async Task<FoundMessage?> FindAsync(string messageId, string userId) =>
        ClassroomIds.IsValid(messageId) && await Store.FindAsync(messageId) is { } message &&
        await rosters.FindForAsync(message.ProjectId, userId) is { } roster
            ? new FoundMessage(message, roster)
            : null;

    /// <summary>Changes a message when nothing speaks against it.</summary>
    public async Task<IResult> ApplyAsync(
        HttpContext context,
        string messageId,
        Func<FoundMessage, ProjectUser, IResult?> refuse,
        Func<ChatMessageRow, ProjectUser, Task<ChatMessageRow?>> change)
    {
        var user = ProjectRequest.UserOf(context);
        if (await FindAsync(messageId, user.Id) is not { } found)
        {
            return ProjectAnswer.NoMessage;
        }

        if (refuse(found, user) is { } refusal)
        {
            return refusal;
        }

        if (await change(found.Message, user) is not { } changed)
        {
            return ProjectAnswer.NoMessage;
        }

        var message = (await MessageEndpoints.NameAsync(users, [changed]))[0];
        announcer.ChangedMessage(found.Roster, message);
        return ProjectAnswer.Data(message);
    }

    /// <summary>Only the sender, and not for ever.</summary>
    public IResult? RequireOwn(FoundMessage found, ProjectUser user, TimeSpan limit, string verb)
    {
        if (found.Message.SenderId != user.Id || found.Message.IsSystemMessage == 1)
        {
            return MessageChangeEndpoints.Forbidden($"Only the sender's own messages can be {verb}");
        }

        var sentAt = DateTimeOffset.Parse(found.Message.CreatedAt, CultureInfo.InvariantCulture);
        return time.GetUtcNow() - sentAt > limit
            ? MessageChangeEndpoints.Forbidden($"Messages can be {verb} for {limit.TotalMinutes} minutes")
            : null;
    }
}
