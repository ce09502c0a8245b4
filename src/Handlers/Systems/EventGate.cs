using Microsoft.Extensions.Logging;
using SocketIoCompat.Handlers.Classroom;

namespace SocketIoCompat.Handlers.Systems;

/// <summary>Drops events beyond a socket's rate, for systems whose contract has no event that would say so, and ends abuse.</summary>
internal sealed partial class EventGate(ILogger<EventGate> logger)
{
    /// <summary>True when the event is to be handled.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="rate">The socket's rate.</param>
    /// <param name="event">The event's name.</param>
    /// <param name="payload">The event's argument: a large one counts as many events.</param>
    public bool Passes(Socket socket, EventRate rate, string @event, RawValue? payload)
    {
        switch (rate.Next(EventRate.CostOf(payload)))
        {
            case RateVerdict.Pass:
                return true;
            case RateVerdict.DropAndTell:
                LogDropping(logger, @event, socket.HandlerGroup, socket.Id);
                return false;
            case RateVerdict.Disconnect:
                LogAbuse(logger, socket.HandlerGroup, socket.Id);
                socket.Disconnect(close: true);
                return false;
            default:
                return false;
        }
    }

    [LoggerMessage(3300, LogLevel.Debug, "Dropped {Event} of the {System} socket {SocketId}: too many events")]
    private static partial void LogDropping(ILogger logger, string @event, string? system, string socketId);

    [LoggerMessage(3301, LogLevel.Warning, "Disconnected the {System} socket {SocketId}: too many events for too long (EventsPerSecond, AbuseSeconds)")]
    private static partial void LogAbuse(ILogger logger, string? system, string socketId);
}
