using System.Security.Claims;
using SocketIoCompat.Engine;

namespace SocketIoCompat.Namespaces;

/// <summary>What a client that is gone may come back to, until it expires.</summary>
internal sealed class RecoverableSession(ConnectionStateRecovery owner, Socket socket) : DeadlineNode
{
    public string Pid { get; } = socket.Pid!;

    public string SocketId { get; } = socket.Id;

    public string[] Rooms { get; } = [.. socket.Rooms];

    public HandlerGroup? Group { get; } = socket.Group;

    public ClaimsPrincipal User { get; } = socket.User;

    /// <summary>The very object, so that what a last handler still writes is not lost.</summary>
    public SocketData Data { get; } = socket.Data;

    /// <summary>The last event before the client connected: where a client starts that had received none.</summary>
    public long ConnectedAfter { get; } = socket.ConnectedAfter;

    /// <summary>The last event that the client says it received; set when it is back.</summary>
    public long Offset { get; set; }

    public override void OnDeadline() => owner.Expire(this);
}
