using Microsoft.Extensions.DependencyInjection;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary>Who is in a room, on all servers of the cluster.</summary>
internal interface IAttendance
{
    /// <summary>The sockets in a room. Those of a server that does not answer in time are missing.</summary>
    ValueTask<IReadOnlyList<Attendee>> ReadAsync(string room);
}

/// <summary>Asks the sockets themselves, as the original does; while the cluster is away, those of this server.</summary>
internal sealed class SocketAttendance([FromKeyedServices(SystemNames.Classroom)] Namespace io) : IAttendance
{
    public async ValueTask<IReadOnlyList<Attendee>> ReadAsync(string room)
    {
        RemoteSockets sockets;
        try
        {
            sockets = await io.In(room).FetchSocketsAsync();
        }
        catch (ClusterUnavailableException)
        {
            sockets = await io.Local.In(room).FetchSocketsAsync();
        }

        return [.. sockets.Select(Attendee.Of).OfType<Attendee>()];
    }
}
