using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.RawSockets;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>The rooms that somebody on this server is interested in, and those that it has for others.</summary>
internal sealed class RoomDirectory(
    IOptions<MeetingRoomOptions> options,
    [FromKeyedServices(SystemNames.MeetingRooms)] ClusterChannel channel,
    IRoomMemory memory,
    RawSocketMetrics metrics,
    TimeProvider time,
    ILogger<RoomPlace> logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, RoomPlace> _places = new(StringComparer.Ordinal);

    /// <summary>All places.</summary>
    public RoomPlace[] All
    {
        get
        {
            lock (_lock)
            {
                return [.. _places.Values];
            }
        }
    }

    /// <summary>The room's place, made when there is none, with one more connection.</summary>
    /// <param name="roomId">The room.</param>
    /// <param name="visit">The connection; null for one of those beside the room's own.</param>
    public RoomPlace Open(string roomId, RoomVisit? visit)
    {
        lock (_lock)
        {
            if (!_places.TryGetValue(roomId, out var place))
            {
                _places[roomId] = place = new RoomPlace(roomId, options.Value, channel, memory, time, logger);
                metrics.RoomOpened();
            }

            place.Add(visit);
            return place;
        }
    }

    /// <summary>The connection is gone.</summary>
    public void Close(RoomPlace place, RoomVisit? visit)
    {
        place.Remove(visit);
        Sweep(place);
    }

    /// <summary>Forgets the place when nobody needs it any more.</summary>
    public void Sweep(RoomPlace place)
    {
        lock (_lock)
        {
            if (place.IsUnused && _places.GetValueOrDefault(place.RoomId) == place)
            {
                _places.Remove(place.RoomId);
                place.Dispose();
                metrics.RoomClosed();
            }
        }
    }

    /// <summary>The room's place; null when there is none.</summary>
    public RoomPlace? Find(string roomId)
    {
        lock (_lock)
        {
            return _places.GetValueOrDefault(roomId);
        }
    }
}
