using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Authentication.Tickets;
using SocketIoCompat.Handlers.Authentication.Tokens;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary>A connection keeps the ticket that it came with valid, and where the settings say so it ends with an identity that ends.</summary>
internal sealed class TicketHandlers(LiveTickets tickets, IOptions<ClassroomOptions> options, TimeProvider time)
{
    [On("connection")]
    public async Task Connected(Socket socket)
    {
        if (socket.Data.Get<ClassroomConnection>() is not { } connection)
        {
            return;
        }

        if (options.Value.CloseOnTokenExpiry && connection.EndsAt is { } end)
        {
            socket.Data.Set(new TokenExpiry(time, end, () => socket.Disconnect(close: true)));
        }

        if (connection.Ticket is { } ticket)
        {
            socket.Data.Set(await tickets.HoldAsync(ticket));
        }
    }

    [On("disconnect")]
    public static void Disconnected(Socket socket)
    {
        socket.Data.Remove<TokenExpiry>()?.Dispose();
        socket.Data.Remove<LiveTickets.Hold>()?.Dispose();
    }
}
