using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.ProjectChat.Contracts;
using SocketIoCompat.Handlers.ProjectChat.Endpoints;
using SocketIoCompat.Handlers.ProjectChat.Sockets;
using SocketIoCompat.Handlers.Users;

namespace SocketIoCompat.Handlers.ProjectChat;

/// <summary>Members come and go: in the database first, then everywhere else.</summary>
internal sealed class ProjectMembers(
    IProjectStore store,
    IMessageStore messages,
    RosterCache rosters,
    PageEvents events,
    ProjectAnnouncer announcer,
    IUserStore users,
    TimeProvider time)
{
    private static readonly IResult NoProject = ProjectAnswer.Error(StatusCodes.Status404NotFound, "Project not found");

    private string Now => IsoTime.Format(time.GetUtcNow());

    public async Task<IResult> AddAsync(ProjectUser by, string projectId, string userId)
    {
        if (await rosters.FindForAsync(projectId, by.Id) is not { } roster)
        {
            return ProjectAnswer.NoAccess;
        }

        if (await users.FindByIdAsync(userId) is not { } user)
        {
            return ProjectAnswer.Error(StatusCodes.Status404NotFound, "User not found");
        }

        if (!roster.Has(userId) && by.Id != roster.CreatorId &&
            await store.FindAccessStatusAsync(projectId, userId) == "removed")
        {
            return MessageChangeEndpoints.Forbidden("Only the project's creator may bring a removed member back");
        }

        var member = await store.AddMemberAsync(projectId, userId, guestName: null, shareId: null);
        rosters.Forget(projectId);
        if (!roster.Has(userId))
        {
            await TellJoinedAsync(projectId, ProjectUser.Of(user));
        }

        return ProjectAnswer.Data(
            member with { FullName = ProjectUser.Of(user).Name, Email = user.Email }, StatusCodes.Status201Created);
    }

    public async Task<IResult> RemoveAsync(ProjectUser by, string projectId, string memberId)
    {
        if (!ClassroomIds.IsValid(projectId) || await rosters.FindForAsync(projectId, by.Id) is not { } roster)
        {
            return ProjectAnswer.NoAccess;
        }

        if (roster.CreatorId != by.Id)
        {
            return MessageChangeEndpoints.Forbidden("Only the project's creator may remove members");
        }

        if (await store.FindMemberAsync(projectId, memberId) is not { } member ||
            !await store.RemoveMemberAsync(projectId, memberId, by.Id))
        {
            return ProjectAnswer.Error(StatusCodes.Status404NotFound, "Member not found");
        }

        rosters.Forget(projectId);
        var name = await NameOfAsync(member.UserId);
        announcer.Membership(
            roster, "chat:member_removed", member.UserId, new { member_id = memberId, user_id = member.UserId, user_name = name, removed_by = by.Id });
        if (await rosters.FindForAsync(projectId, member.UserId) is null)
        {
            rosters.Forget(projectId, member.UserId);
            events.Expel(projectId, member.UserId);
        }

        return ProjectAnswer.Data(new { member_id = memberId });
    }

    public async Task<IResult> RequestAsync(ProjectUser user, string projectId, string? guestName)
    {
        if (!ClassroomIds.IsValid(projectId) || await rosters.FindAsync(projectId) is not { } roster)
        {
            return NoProject;
        }

        if (roster.Has(user.Id))
        {
            return ProjectAnswer.Error(StatusCodes.Status409Conflict, "You are a member of this project chat");
        }

        var isNew = await store.FindAccessStatusAsync(projectId, user.Id) != "pending";
        var request = await store.RequestJoinAsync(projectId, user.Id, guestName);
        if (isNew)
        {
            announcer.Membership(
                roster,
                "chat:join_request",
                user.Id,
                new { request_id = request.Id, user_id = user.Id, user_name = guestName ?? user.Name, requested_at = request.RequestedAt });
        }

        return ProjectAnswer.Data(request with { UserName = user.Name }, StatusCodes.Status201Created);
    }

    public async Task<IResult> AnswerAsync(ProjectUser by, string projectId, string requestId, bool isApproved)
    {
        if (!ClassroomIds.IsValid(projectId) || await rosters.FindForAsync(projectId, by.Id) is not { } roster)
        {
            return ProjectAnswer.NoAccess;
        }

        if (await store.AnswerJoinRequestAsync(projectId, requestId, isApproved, by.Id) is not { } request)
        {
            return ProjectAnswer.Error(StatusCodes.Status404NotFound, "Join request not found");
        }

        var name = await NameOfAsync(request.UserId);
        if (isApproved)
        {
            rosters.Forget(projectId);
            announcer.Membership(roster, "chat:request_approved", request.UserId, new
            {
                request_id = requestId, user_id = request.UserId, user_name = name, approved_by = by.Id, approved_by_name = by.Name,
            });
            await TellJoinedAsync(projectId, await UserAsync(request.UserId));
        }
        else
        {
            announcer.Membership(roster, "chat:request_rejected", request.UserId, new
            {
                request_id = requestId, user_id = request.UserId, user_name = name, rejected_by = by.Id,
            });
        }

        return ProjectAnswer.Data(request with { UserName = name });
    }

    // A row of the chat, as the documented server writes it, and its event of its own.
    private async Task TellJoinedAsync(string projectId, ProjectUser user)
    {
        if (await rosters.FindAsync(projectId) is not { } roster)
        {
            return;
        }

        var data = JsonSerializer.Serialize(new { user_id = user.Id, user_name = user.Name, joined_at = Now }, ProjectJson.Options);
        var message = await messages.AppendAsync(new NewMessage(
            projectId, user.Id, null, $"{user.Name} joined the chat", "text", null, null, SystemType: "join", SystemData: data));
        announcer.Membership(roster, "chat:message", user.Id, new
        {
            id = message.Id,
            project_id = projectId,
            sender_id = user.Id,
            content = message.Content,
            is_system_message = true,
            system_message_type = "join",
            system_message_data = data,
            created_at = message.CreatedAt,
        });
    }

    private async Task<string> NameOfAsync(string userId) => (await UserAsync(userId)).Name;

    private async Task<ProjectUser> UserAsync(string userId) =>
        await users.FindByIdAsync(userId) is { } user
            ? ProjectUser.Of(user)
            : new ProjectUser(userId, "", null, ProjectUser.DefaultCategory);
}
