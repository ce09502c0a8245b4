using System.Text.Json;
using SocketIoCompat.Handlers.Authentication.Tokens;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.ProjectChat.Contracts;

namespace SocketIoCompat.Handlers.ProjectChat.Sockets;

/// <summary>What pages send. Events of somebody who is no member of the project that they name have no effect at all.</summary>
internal sealed class PageEvents(
    PageTable pages,
    RosterCache rosters,
    ProjectAnnouncer announcer,
    IMessageStore messages,
    CallService calls,
    Frames frames,
    TokenCheck tokens,
    TimeProvider time)
{
    /// <summary>Handles one event. Wrong data is ignored.</summary>
    public async ValueTask HandleAsync(ChatPage page, string name, JsonElement data)
    {
        switch (name)
        {
            case "ping":
                Pong(page);
                break;
            case "reauthenticate":
                page.Send(frames.Event("reauthenticated", tokens.Renew(page, ProjectJson.Text(data, "token"))));
                break;
            case "subscribe:chat":
                await BindAsync(page, ProjectJson.Text(data, "project_id"));
                break;
            case "user:presence":
                await PresenceAsync(page, ProjectJson.Text(data, "conversation_id"), ProjectJson.Text(data, "status"));
                break;
            case "typing:indicator":
                Typing(page, data);
                break;
            case "message:status":
                await StatusAsync(page, data);
                break;
            case "call:signal":
                await SignalAsync(page, data);
                break;
        }
    }

    /// <summary>The page shows a project, when its user may see it.</summary>
    public async ValueTask BindAsync(ChatPage page, string? projectId)
    {
        if (!ClassroomIds.IsValid(projectId) || await rosters.FindForAsync(projectId, page.User.Id) is null)
        {
            return;
        }

        if (page.ProjectId == projectId && page.IsPresent)
        {
            return;
        }

        Leave(page, exceptFrom: projectId);
        pages.Bind(page, projectId);
        page.IsPresent = true;
        if (await rosters.FindForAsync(projectId, page.User.Id) is null)
        {
            pages.Bind(page, null); // removed in between
            return;
        }

        announcer.Presence(projectId);
        calls.TellAboutGroup(page);
    }

    /// <summary>The page is gone, or its user is a member no more.</summary>
    public void Unbind(ChatPage page)
    {
        Leave(page, exceptFrom: null);
        pages.Bind(page, null);
    }

    /// <summary>A user is no member of the project any more: his pages here show it no longer, and he is in none of its calls.</summary>
    public void Expel(string projectId, string userId)
    {
        calls.Expel(projectId, userId);
        foreach (var page in pages.OfUser(userId).Where(p => p.ProjectId == projectId))
        {
            Unbind(page);
        }
    }

    // The others hear of it after the page is out of the list, so nothing is sent before that.
    private void Leave(ChatPage page, string? exceptFrom)
    {
        if (page.ProjectId is not { } before || before == exceptFrom)
        {
            return;
        }

        if (page.IsTyping)
        {
            announcer.Typing(before, page.User, isTyping: false);
        }

        pages.Bind(page, null);
        announcer.Presence(before);
    }

    private void Pong(ChatPage page)
    {
        var frame = frames.Event("pong", writer => writer.WriteNumber("timestamp"u8, time.GetUtcNow().ToUnixTimeMilliseconds()));
        foreach (var one in pages.OfUser(page.User.Id))
        {
            one.Send(frame);
        }
    }

    private async ValueTask PresenceAsync(ChatPage page, string? projectId, string? status)
    {
        if (!ClassroomIds.IsValid(projectId) || status is not ("online" or "offline") ||
            await rosters.FindForAsync(projectId, page.User.Id) is null)
        {
            return;
        }

        if (status == "online" && !(page.ProjectId == projectId && page.IsPresent))
        {
            await BindAsync(page, projectId);
            return;
        }

        if (status == "offline" && page.ProjectId == projectId)
        {
            page.IsPresent = false;
        }

        announcer.Presence(projectId);
    }

    private void Typing(ChatPage page, JsonElement data)
    {
        if (page.ProjectId is { } projectId && data.ValueKind == JsonValueKind.Object &&
            data.TryGetProperty("is_typing", out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            page.IsTyping = value.ValueKind == JsonValueKind.True;
            announcer.Typing(projectId, page.User, page.IsTyping);
        }
    }

    private async ValueTask StatusAsync(ChatPage page, JsonElement data)
    {
        var projectId = ProjectJson.Text(data, "conversation_id");
        var messageId = ProjectJson.Text(data, "message_id");
        if (!ClassroomIds.IsValid(projectId) || !ClassroomIds.IsValid(messageId) ||
            ProjectJson.Text(data, "status") is not ("delivered" or "read") ||
            await rosters.FindForAsync(projectId, page.User.Id) is null)
        {
            return;
        }

        var status = ProjectJson.Text(data, "status")!;
        announcer.MessageStatus(projectId, messageId, page.User.Id, status);
        if (await messages.FindAsync(messageId) is { } message && message.ProjectId == projectId && message.SenderId != page.User.Id)
        {
            await messages.MarkAsync(messageId, page.User.Id, status == "read");
        }
    }

    private async ValueTask SignalAsync(ChatPage page, JsonElement data)
    {
        var projectId = ProjectJson.Text(data, "conversation_id");
        if (!ClassroomIds.IsValid(projectId) || await rosters.FindForAsync(projectId, page.User.Id) is not { } roster)
        {
            return;
        }

        calls.Handle(page, roster, data);
        if (await rosters.FindForAsync(projectId, page.User.Id) is null)
        {
            calls.Expel(projectId, page.User.Id); // removed in between
        }
    }
}
