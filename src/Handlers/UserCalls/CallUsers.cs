using Microsoft.AspNetCore.Http;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.UserCalls;

/// <summary>The users of calls between two; a call is its record.</summary>
internal sealed class CallUsers(CallEntrance entrance, ICallStore calls) : ISystemUsers
{
    public string Slug => "user-calls";

    public Task<IReadOnlyList<SystemUser>> ReadAsync(HttpContext context) => Task.FromResult<IReadOnlyList<SystemUser>>(
        entrance.ReadUser(context) is { } userId ? [new SystemUser(userId, userId, IsAdmin: false)] : []);

    public async Task<bool> IsParticipantAsync(SystemUser user, string callId) =>
        Guid.TryParse(callId, out var id) && await calls.FindAsync(id.ToString()) is { } call && call.Has(user.Id);
}
