using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.ProjectChat.Contracts;
using SocketIoCompat.Handlers.Users;

namespace SocketIoCompat.Handlers.ProjectChat.Endpoints;

/// <summary>Who takes part in a project's chat, and who wants to.</summary>
internal static class MemberEndpoints
{
    public static void MapMemberEndpoints(this IEndpointRouteBuilder projects)
    {
        projects.MapGet("/{projectId}/chat-members", ListAsync);
        projects.MapDelete("/{projectId}/chat-members/{memberId}", RemoveAsync);
        projects.MapPost("/{projectId}/chat-join-request", RequestAsync);
        projects.MapGet("/{projectId}/chat-join-requests", ListRequestsAsync);
        projects.MapPost("/{projectId}/chat-join-requests/{requestId}/approve", (
            HttpContext context, string projectId, string requestId, ProjectMembers members) =>
            members.AnswerAsync(ProjectRequest.UserOf(context), projectId, requestId, isApproved: true));
        projects.MapPost("/{projectId}/chat-join-requests/{requestId}/reject", (
            HttpContext context, string projectId, string requestId, ProjectMembers members) =>
            members.AnswerAsync(ProjectRequest.UserOf(context), projectId, requestId, isApproved: false));
        projects.MapGet("/{projectId}/chat-access-status", StatusAsync);
    }

    /// <summary><c>POST /api/project-chat-members</c>: a member adds another user.</summary>
    public static async Task<IResult> AddAsync(HttpContext context, ProjectMembers members)
    {
        var body = await ProjectRequest.ReadAsync(context);
        return body is not { } element || ProjectJson.Text(element, "project_id") is not { } projectId ||
            ProjectJson.Text(element, "user_id") is not { } userId || !ClassroomIds.IsValid(projectId) || !ClassroomIds.IsValid(userId)
            ? ProjectAnswer.Invalid("Missing required fields: project_id, user_id")
            : await members.AddAsync(ProjectRequest.UserOf(context), projectId, userId);
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, string projectId, RosterCache rosters, IProjectStore store, IUserStore users)
    {
        if (!ClassroomIds.IsValid(projectId) || await rosters.FindForAsync(projectId, ProjectRequest.UserOf(context).Id) is null)
        {
            return ProjectAnswer.NoAccess;
        }

        var members = await store.ListMembersAsync(projectId);
        var known = (await users.FindManyAsync([.. members.Select(m => m.UserId)])).ToDictionary(u => u.Id, ProjectUser.Of, StringComparer.Ordinal);
        return ProjectAnswer.Data(members.Select(m =>
            known.TryGetValue(m.UserId, out var user) ? m with { FullName = user.Name, Email = user.Email } : m));
    }

    private static Task<IResult> RemoveAsync(HttpContext context, string projectId, string memberId, ProjectMembers members) =>
        members.RemoveAsync(ProjectRequest.UserOf(context), projectId, memberId);

    private static async Task<IResult> RequestAsync(HttpContext context, string projectId, ProjectMembers members)
    {
        var body = await ProjectRequest.ReadAsync(context);
        var name = body is { } element ? ProjectJson.Text(element, "guest_name") : null;
        return name?.Length > ClassroomIds.MaxLength
            ? ProjectAnswer.Invalid("guest_name is too long")
            : await members.RequestAsync(ProjectRequest.UserOf(context), projectId, name);
    }

    private static async Task<IResult> ListRequestsAsync(
        HttpContext context, string projectId, RosterCache rosters, IProjectStore store, IUserStore users)
    {
        if (!ClassroomIds.IsValid(projectId) || await rosters.FindForAsync(projectId, ProjectRequest.UserOf(context).Id) is null)
        {
            return ProjectAnswer.NoAccess;
        }

        var requests = await store.ListJoinRequestsAsync(projectId);
        var names = await ProjectUser.NamesAsync(users, requests.Select(r => r.UserId));
        return ProjectAnswer.Data(requests.Select(r => r with { UserName = names.GetValueOrDefault(r.UserId) }));
    }

    private static async Task<IResult> StatusAsync(HttpContext context, string projectId, RosterCache rosters, IProjectStore store)
    {
        var user = ProjectRequest.UserOf(context);
        if (!ClassroomIds.IsValid(projectId) || await rosters.FindAsync(projectId) is not { } roster)
        {
            return ProjectAnswer.Error(StatusCodes.Status404NotFound, "Project not found");
        }

        var status = roster.CreatorId == user.Id ? "admin"
            : roster.Has(user.Id) ? "member"
            : await store.FindAccessStatusAsync(projectId, user.Id) ?? "can_request";

        // The one answer of this system whose member is not in snake case.
        return Results.Json(new { success = true, data = new { status, hasAccess = roster.Has(user.Id) } }, JsonSerializerOptions.Web);
    }
}
