using Microsoft.AspNetCore.Http;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.SupportSessions;

/// <summary>The support's users; a call is a session.</summary>
internal sealed class SupportUsers(SupportAuthenticator authenticator, ISupportStore sessions) : ISystemUsers
{
    public string Slug => "support-sessions";

    public async Task<IReadOnlyList<SystemUser>> ReadAsync(HttpContext context) =>
        (await authenticator.ReadAsync(context.Request.Headers.Cookie)).User is { } user
            ? [new SystemUser(user.Id, user.Name, user.Role == SupportRole.Admin)]
            : [];

    public async Task<bool> IsParticipantAsync(SystemUser user, string callId) =>
        await sessions.FindAsync(callId) is { } session && session.Has(user.Id);
}
