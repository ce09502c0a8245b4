using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Authentication;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary>The way into the classroom: who may connect, and which events of a connection are handled at all.</summary>
internal sealed partial class ClassroomEntrance(
    ClassroomAuthenticator authenticator,
    IOptions<ClassroomOptions> options,
    TimeProvider time,
    ILogger<ClassroomEntrance> logger)
{
    /// <summary>The middleware of CONNECT.</summary>
    public async Task ConnectAsync(ConnectContext context, ConnectDelegate next)
    {
        var handshake = context.Handshake;
        var identity = await authenticator.AuthenticateAsync(handshake.Headers.Cookie, handshake.AuthToken);
        if (identity.Profile is not { } profile)
        {
            throw new ConnectRefusedException(identity.Refusal!);
        }

        var socket = context.Socket;
        socket.User = profile.ToPrincipal("classroom");
        socket.Data["userId"] = profile.UserId;
        socket.Data["userType"] = UserTypeName.Of(profile.Role);
        socket.Data["email"] = profile.Email;
        socket.Data.Set(new ClassroomConnection(
            new ClassroomUser(profile.UserId, profile.Role, identity.IsEphemeral),
            new EventRate(options.Value.EventsPerSecond, options.Value.EventBurst, options.Value.AbuseSeconds, time))
        {
            Ticket = identity.Ticket,
            EndsAt = identity.EndsAt,
        });
        await next(context);
    }

    /// <summary>True when the event is to be handled. Otherwise the socket sends too much, and was told so or is gone.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="event">The event's name.</param>
    /// <param name="payload">The event's argument: a large one counts as many events.</param>
    /// <param name="connection">What the classroom knows of the socket.</param>
    /// <param name="cost">How many ordinary events it counts as at least.</param>
    /// <param name="refuse">How this event's refusal is told, where that is not a <c>session:error</c>.</param>
    public bool TryEnter(
        Socket socket,
        string @event,
        RawValue? payload,
        out ClassroomConnection connection,
        int cost = 1,
        Func<Socket, ClassroomConnection, ValueTask>? refuse = null)
    {
        connection = socket.Data.Require<ClassroomConnection>();
        switch (connection.Rate.Next(Math.Max(cost, EventRate.CostOf(payload))))
        {
            case RateVerdict.Pass:
                return true;
            case RateVerdict.DropAndTell:
                LogDropping(logger, @event, socket.Id);
                var told = refuse is null
                    ? socket.RefuseAsync(@event, Refusal.RateLimited, "Too many events; this one was dropped.")
                    : refuse(socket, connection);
                _ = told.AsTask();
                return false;
            case RateVerdict.Disconnect:
                LogAbuse(logger, socket.Id);
                socket.Disconnect(close: true);
                return false;
            default:
                return false;
        }
    }

    [LoggerMessage(3200, LogLevel.Debug, "Dropped {Event} of socket {SocketId}: too many events")]
    private static partial void LogDropping(ILogger logger, string @event, string socketId);

    [LoggerMessage(3201, LogLevel.Warning, "Disconnected socket {SocketId}: too many events for too long (Classroom:EventsPerSecond, Classroom:AbuseSeconds)")]
    private static partial void LogAbuse(ILogger logger, string socketId);
}
