using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.ProjectChat.Calls;
using SocketIoCompat.Handlers.ProjectChat.Contracts;
using SocketIoCompat.Handlers.Users;

namespace SocketIoCompat.Handlers.ProjectChat.Endpoints;

/// <summary><c>/api/projects</c>: projects and their calls.</summary>
internal static class ProjectEndpoints
{
    private const int MaxNameLength = 200;
    private const int MaxCalls = 200;

    public static void MapProjectEndpoints(this IEndpointRouteBuilder endpoints)
    {
        var projects = endpoints.MapGroup("/api/projects").AddEndpointFilter(ProjectRequest.RequireUserAsync);
        projects.MapGet("", async (HttpContext context, IProjectStore store) =>
            ProjectAnswer.Data(await store.ListAsync(ProjectRequest.UserOf(context).Id)));
        projects.MapPost("", CreateAsync);
        projects.MapGet("/{projectId}", FindAsync);
        projects.MapGet("/{projectId}/calls", ListCallsAsync);
        projects.MapMemberEndpoints();
        projects.MapFileEndpoints();
        endpoints.MapPost("/api/project-chat-members", MemberEndpoints.AddAsync).AddEndpointFilter(ProjectRequest.RequireUserAsync);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, IProjectStore store, IUserStore users)
    {
        var body = await ProjectRequest.ReadAsync(context);
        if (body is not { } element || ProjectJson.Text(element, "name")?.Trim() is not { Length: > 0 and <= MaxNameLength } name ||
            name.Any(char.IsControl))
        {
            return ProjectAnswer.Invalid("Missing required field: name");
        }

        var (editorId, clientId) = (ProjectJson.Text(element, "editor_id"), ProjectJson.Text(element, "client_id"));
        string[] others = [.. new[] { editorId, clientId }.OfType<string>().Distinct(StringComparer.Ordinal)];
        return (await users.FindManyAsync(others)).Count != others.Length
            ? ProjectAnswer.Invalid("editor_id and client_id must be users")
            : ProjectAnswer.Data(
                await store.CreateAsync(name, ProjectRequest.UserOf(context).Id, editorId, clientId), StatusCodes.Status201Created);
    }

    private static async Task<IResult> FindAsync(HttpContext context, string projectId, IProjectStore store)
    {
        var mine = await store.ListAsync(ProjectRequest.UserOf(context).Id);
        return mine.FirstOrDefault(p => p.Id == projectId) is { } project ? ProjectAnswer.Data(project) : ProjectAnswer.NoAccess;
    }

    private static async Task<IResult> ListCallsAsync(
        HttpContext context, string projectId, RosterCache rosters, ICallHistory history, IUserStore users)
    {
        if (!ClassroomIds.IsValid(projectId) || await rosters.FindForAsync(projectId, ProjectRequest.UserOf(context).Id) is null)
        {
            return ProjectAnswer.NoAccess;
        }

        var limit = int.TryParse(context.Request.Query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? Math.Clamp(count, 1, MaxCalls)
            : MaxCalls;
        var calls = await history.ReadNewestAsync(projectId, limit);
        var names = await ProjectUser.NamesAsync(users, calls.SelectMany(c => c.Users));
        return ProjectAnswer.Data(calls.Select(c => CallRow.Of(c, names)));
    }

    /// <summary>A call as pages get it.</summary>
    private sealed record CallRow(
        string Id,
        string ProjectId,
        string CallerId,
        string? CallerName,
        string? CalleeId,
        string? CalleeName,
        string CallType,
        bool IsGroup,
        string Status,
        string StartedAt,
        string? AnsweredAt,
        string? EndedAt,
        int DurationSeconds,
        IReadOnlyList<string> Participants)
    {
        public static CallRow Of(CallRecord call, Dictionary<string, string> names)
        {
            var callee = call.IsGroup ? null : call.Users.FirstOrDefault(u => u != call.CallerId);
            return new CallRow(
                call.Id,
                call.ProjectId,
                call.CallerId,
                names.GetValueOrDefault(call.CallerId),
                callee,
                callee is null ? null : names.GetValueOrDefault(callee),
                call.Type,
                call.IsGroup,
                call.Status,
                IsoTime.Format(call.StartedAt),
                call.AnsweredAt is { } answered ? IsoTime.Format(answered) : null,
                call.EndedAt is { } ended ? IsoTime.Format(ended) : null,
                call is { AnsweredAt: { } from, EndedAt: { } to } ? (int)(to - from).TotalSeconds : 0,
                call.Users);
        }
    }
}
