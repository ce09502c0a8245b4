using System.Data.Common;
using System.Security.Claims;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Authentication.Tokens;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.SupportSessions;

/// <summary>
/// The way into a session and out of it. All that has to be asked is asked before CONNECT is answered, so that whoever is told that he
/// is connected is in his session, and nobody who comes later is there before him.
/// </summary>
internal sealed partial class SupportEntrance(
    SupportAuthenticator authenticator,
    SupportAccess access,
    SupportRooms rooms,
    IOptions<SupportOptions> options,
    TimeProvider time,
    ILogger<SupportEntrance> logger)
{
    public const string NoSession = "Support session not found";

    private readonly SupportOptions _options = options.Value;

    /// <summary>The middleware of CONNECT.</summary>
    public async Task ConnectAsync(ConnectContext context, ConnectDelegate next)
    {
        var handshake = context.Handshake;
        var sessionId = handshake.Query[SupportSessionServices.SessionIdQuery].ToString();
        var (identity, admission) = await AskAsync(handshake, sessionId);
        if (identity.User is not { } user)
        {
            throw new ConnectRefusedException(identity.Refusal!);
        }

        if (admission == Admission.NoSession)
        {
            throw new ConnectRefusedException(NoSession);
        }

        var socket = context.Socket;
        socket.User = new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, user.Id), new Claim(ClaimTypes.Role, user.Role)], SystemNames.SupportSessions));
        socket.Data[SupportRooms.UserIdKey] = user.Id;
        socket.Data.Set(identity.Token!);
        socket.Data.Set(new SupportConnection(
            user,
            sessionId,
            admission == Admission.Participant,
            new EventRate(_options.EventsPerSecond, _options.EventBurst, _options.AbuseSeconds, time)));
        await next(context);
    }

    /// <summary>Joins the session and tells the others; sends a socket away that has no place in it, with all that it sent so far.</summary>
    public async Task JoinAsync(Socket socket)
    {
        var connection = socket.Data.Require<SupportConnection>();
        var token = socket.Data.Remove<VerifiedToken>();
        if (!connection.IsParticipant)
        {
            socket.Disconnect();
            return;
        }

        connection.Expiry = new TokenExpiry(
            time, _options.CloseOnTokenExpiry ? token?.ExpiresAt : null, () => socket.Disconnect(close: true));
        await socket.JoinAsync(rooms.Of(connection.SessionId, socket.Id));
        connection.IsPresent = true;
        await socket.To(rooms.Session(connection.SessionId)).EmitAsync(SupportEvents.UserJoined, connection.User);
    }

    /// <summary>Tells the others that the user left, once.</summary>
    public async Task LeaveAsync(Socket socket, SupportConnection connection)
    {
        connection.Expiry?.Dispose();
        if (connection.IsPresent)
        {
            connection.IsPresent = false;
            await socket.To(rooms.Session(connection.SessionId)).EmitAsync(SupportEvents.UserLeft, connection.User);
        }

        if (connection.Transcription is { } transcription)
        {
            connection.Transcription = null;
            await transcription.DisposeAsync();
        }
    }

    private async Task<(SupportIdentity Identity, Admission Admission)> AskAsync(Handshake handshake, string sessionId)
    {
        try
        {
            var identity = await authenticator.ReadAsync(handshake.Headers.Cookie, handshake.AuthToken);
            return identity.User is { } user && rooms.AllowsSession(sessionId)
                ? (identity, await access.AdmitAsync(user, sessionId))
                : (identity, Admission.NoSession);
        }
        catch (Exception exception) when (exception is DatabaseBusyException or DbException)
        {
            LogNoAnswer(logger, exception);
            throw new ConnectRefusedException("Service unavailable", exception);
        }
    }

    [LoggerMessage(3320, LogLevel.Warning, "The database did not answer: a client of the support sessions was refused")]
    private static partial void LogNoAnswer(ILogger logger, Exception exception);
}
