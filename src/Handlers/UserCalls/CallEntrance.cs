using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using SocketIoCompat.Handlers.Authentication;
using SocketIoCompat.Handlers.Authentication.Tokens;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.UserCalls;

/// <summary>The way into the user calls: the same token for the socket and for REST.</summary>
internal sealed class CallEntrance(
    [FromKeyedServices(SystemNames.UserCalls)] JwtVerifier verifier, IOptions<UserCallOptions> options, CallRooms rooms, TimeProvider time)
{
    public const string Refusal = "Unauthorized";

    private readonly UserCallOptions _options = options.Value;

    /// <summary>The middleware of CONNECT.</summary>
    public Task ConnectAsync(ConnectContext context, ConnectDelegate next)
    {
        var socket = context.Socket;
        if (Verify(context.Handshake.AuthToken, context.Handshake.Headers.Authorization, context.Handshake.Headers.Cookie) is not { } token)
        {
            throw new ConnectRefusedException(Refusal);
        }

        socket.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, token.UserId)], SystemNames.UserCalls));
        socket.Data["userId"] = token.UserId;
        socket.Data.Set(new CallConnection(
            token.UserId,
            new EventRate(_options.EventsPerSecond, _options.EventBurst, _options.AbuseSeconds, time)));
        socket.Data.Set(token);
        return next(context);
    }

    /// <summary>Puts a connected socket into its user's room, and watches its token's time.</summary>
    public async Task EnterAsync(Socket socket)
    {
        var token = socket.Data.Remove<VerifiedToken>()!;
        socket.Data.Set(new TokenExpiry(
            time, _options.CloseOnTokenExpiry ? token.ExpiresAt : null, () => socket.Disconnect(close: true)));
        await socket.JoinAsync(rooms.User(token.UserId));
    }

    /// <summary>The user of a request; null when it brought no good token.</summary>
    public string? ReadUser(HttpContext context) =>
        Verify(null, context.Request.Headers.Authorization, context.Request.Headers.Cookie)?.UserId;

    // The first that is there counts: a bad token is not mended by a good cookie of somebody else.
    private VerifiedToken? Verify(string? authToken, StringValues authorization, StringValues cookies)
    {
        var token = !string.IsNullOrEmpty(authToken) ? JwtVerifier.FromBearer(authToken) ?? authToken
            : !StringValues.IsNullOrEmpty(authorization) ? JwtVerifier.FromBearer(authorization)
            : CookieHeader.Find(cookies, _options.CookieName);
        return verifier.Verify(token).Token;
    }
}
