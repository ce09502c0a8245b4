using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SocketIoCompat.Handlers.Authentication;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary>The classroom's users; a call is a session.</summary>
internal sealed class ClassroomUsers(ISessionStore sessions) : ISystemUsers
{
    public string Slug => "classroom";

    public async Task<IReadOnlyList<SystemUser>> ReadAsync(HttpContext context)
    {
        var tickets = await context.RequestServices.GetRequiredService<IdentityReader>().ReadAllAsync(context, IdentityCookie.All);
        return [.. tickets.Select(ticket => UserProfile.FromPrincipal(ticket.Principal)).OfType<UserProfile>().Select(Of)];
    }

    public async Task<bool> IsParticipantAsync(SystemUser user, string callId) =>
        user is ClassroomSystemUser { Type: not UserType.Admin } known && ClassroomIds.IsValid(callId) &&
        await sessions.FindAsync(callId) is { } session && session.IsParticipant(new ClassroomUser(known.Id, known.Type));

    private static ClassroomSystemUser Of(UserProfile profile) => new(
        profile.UserId,
        $"{profile.FirstName} {profile.LastName}".Trim() is { Length: > 0 } name ? name : profile.UserId,
        profile.Role);

    // A tutor and a student may have the same id.
    private sealed record ClassroomSystemUser(string Id, string Name, UserType Type) : SystemUser(Id, Name, Type == UserType.Admin);
}
