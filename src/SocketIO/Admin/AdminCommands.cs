using System.Text;
using SocketIoCompat.Namespaces;

namespace SocketIoCompat.Admin;

/// <summary>
/// What an operator may do from the admin UI. A filter is a room or a socket's id; none means all sockets of the namespace, on all
/// servers. What names no namespace of this server does nothing: the original would make one.
/// </summary>
internal sealed class AdminCommands(SocketIOServer server)
{
    public static readonly string[] Features = ["EMIT", "JOIN", "LEAVE", "DISCONNECT", "MJOIN", "MLEAVE", "MDISCONNECT"];

    public void Listen(Socket admin)
    {
        admin.On("emit", EmitAsync);
        admin.On("join", JoinAsync);
        admin.On("leave", LeaveAsync);
        admin.On("_disconnect", DisconnectAsync);
    }

    private Task EmitAsync(string nsp, string? filter, string name, RawValue[] arguments) =>
        ReservedEvents.IsReserved(name) ? Task.CompletedTask : OnAsync(nsp, filter, sockets => sockets.EmitAsync(name, arguments));

    private Task JoinAsync(string nsp, string room, string? filter = null) => OnAsync(nsp, filter, sockets => sockets.SocketsJoinAsync(room));

    private Task LeaveAsync(string nsp, string room, string? filter = null) => OnAsync(nsp, filter, sockets => sockets.SocketsLeaveAsync(room));

    private Task DisconnectAsync(string nsp, bool close = false, string? filter = null) =>
        OnAsync(nsp, filter, sockets => sockets.DisconnectSocketsAsync(close));

    private async Task OnAsync(string nsp, string? filter, Func<BroadcastOperator, ValueTask> command)
    {
        if (!server.Namespaces.TryFind(Encoding.UTF8.GetBytes(nsp), out var found))
            return;
        await command(string.IsNullOrEmpty(filter) ? found.Operator : found.To(filter));
    }
}
