using Microsoft.AspNetCore.Http;
using SocketIoCompat.Handlers.Authentication.Tokens;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.ProjectChat;

/// <summary>The users of the project chat; what belongs to a call belongs to its project.</summary>
internal sealed class ProjectUsers(TokenCheck tokens, RosterCache rosters) : ISystemUsers
{
    public string Slug => "project-chat";

    public async Task<IReadOnlyList<SystemUser>> ReadAsync(HttpContext context) =>
        JwtVerifier.FromBearer(context.Request.Headers.Authorization.ToString()) is { Length: > 0 } token && await tokens.FindAsync(token) is { } found
            ? [new SystemUser(found.User.Id, found.User.Name, IsAdmin: false)]
            : [];

    public async Task<bool> IsParticipantAsync(SystemUser user, string callId) =>
        ClassroomIds.IsValid(callId) && await rosters.FindForAsync(callId, user.Id) is not null;
}
