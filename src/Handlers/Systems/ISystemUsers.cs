using Microsoft.AspNetCore.Http;

namespace SocketIoCompat.Handlers.Systems;

/// <summary>A user of one of the documented systems.</summary>
/// <param name="Id">His id there.</param>
/// <param name="Name">What others are shown.</param>
/// <param name="IsAdmin">Whether he may remove what others have left.</param>
internal record SystemUser(string Id, string Name, bool IsAdmin);

/// <summary>What services for all systems ask each of them: who sends a request, and who is in a call.</summary>
internal interface ISystemUsers
{
    /// <summary>The system's name in addresses.</summary>
    string Slug { get; }

    /// <summary>The users of this system whose cookie or token a request brought; a browser may bring several.</summary>
    Task<IReadOnlyList<SystemUser>> ReadAsync(HttpContext context);

    /// <summary>Whether a user has a place in a session, call, room or project. Asking changes nothing.</summary>
    Task<bool> IsParticipantAsync(SystemUser user, string callId);
}
