using System.Security.Claims;

namespace SocketIoCompat.Namespaces;

/// <summary>What a client that is gone may come back to.</summary>
internal class RecoverableSession
{
    /// <summary>The secret that the client brings.</summary>
    public required string Pid { get; init; }

    public required string SocketId { get; init; }

    public required string[] Rooms { get; init; }

    public required SocketData Data { get; init; }

    public HandlerGroup? Group { get; init; }

    /// <summary>Who the client was; null when another server knows more than his id.</summary>
    public ClaimsPrincipal? User { get; init; }

    /// <summary>The id of who the client was; null for nobody.</summary>
    public string? UserId { get; init; }

    /// <summary>The id by which users are told apart.</summary>
    public static string? Identify(ClaimsPrincipal user) => user.FindFirstValue(ClaimTypes.NameIdentifier) ?? user.Identity?.Name;
}
