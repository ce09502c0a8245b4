using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using SocketIoCompat.Handlers.Authentication;
using SocketIoCompat.Handlers.Authentication.Tokens;
using SocketIoCompat.Handlers.SupportSessions;
using SocketIoCompat.Handlers.UserCalls;

namespace SocketIoCompat.Handlers.Systems;

/// <summary>
/// Which system a connection belongs to. Its place may leave but one; else what it brought decides, in an order that matters because a
/// browser sends the cookies of every system on its host.
/// </summary>
internal sealed class SystemSelector(IEnumerable<SystemPlacement> placements, IOptions<UserCallOptions> calls)
{
    private readonly SystemPlacement[] _placements = [.. placements.Where(p => p.IsEnabled)];

    /// <summary>The middleware of a namespace that systems share.</summary>
    public Task ConnectAsync(ConnectContext context, ConnectDelegate next)
    {
        if (Select(context.Socket.Namespace.Name, context.Handshake) is not { } system)
        {
            throw new ConnectRefusedException("Unauthorized");
        }

        context.UseHandlerGroup(system);
        return next(context);
    }

    /// <summary>The system's name; null when no system is here.</summary>
    public string? Select(string @namespace, Handshake handshake)
    {
        var here = _placements.Where(p => p.Namespace == @namespace).ToArray();
        var owners = here.Where(p => p.Owns(handshake)).ToArray();
        var candidates = (owners.Length > 0 ? owners : here.Where(p => !p.IsPinned)).Select(p => p.System).ToArray();
        return candidates.Length < 2 ? candidates.FirstOrDefault() : Wish(handshake).FirstOrDefault(candidates.Contains) ?? candidates[0];
    }

    // Everything that speaks for a system, the most telling first; what only a page of that system sends comes before cookies.
    // The last are for a connection that brought nothing of anybody: it is refused in the words of the first that is here.
    private IEnumerable<string> Wish(Handshake handshake)
    {
        if (handshake.Query.ContainsKey(SupportSessionServices.SessionIdQuery))
        {
            yield return SystemNames.SupportSessions;
        }

        var cookies = handshake.Headers.Cookie;
        if (handshake.AuthToken is { Length: > 0 } token)
        {
            var isIdentity = token == ClassroomAuthenticator.AdminInterviewToken ||
                IdentityJson.ReadToken(token, out _) != IdentityJsonResult.NotJson;
            var isClassroom = isIdentity || (!IsBearer(token) && HasIdentityCookie(cookies));
            yield return isClassroom ? SystemNames.Classroom : SystemNames.UserCalls;
        }

        if (JwtVerifier.FromBearer(handshake.Headers.Authorization) is not null)
        {
            yield return SystemNames.UserCalls;
        }

        if (HasIdentityCookie(cookies))
        {
            yield return SystemNames.Classroom;
        }

        if (CookieHeader.Find(cookies, SupportSessionServices.CookieName) is not null)
        {
            yield return SystemNames.SupportSessions;
        }

        if (CookieHeader.Find(cookies, calls.Value.CookieName) is not null)
        {
            yield return SystemNames.UserCalls;
        }

        yield return SystemNames.Classroom;
        yield return SystemNames.SupportSessions;
        yield return SystemNames.UserCalls;
    }

    private static bool IsBearer(string token) => JwtVerifier.FromBearer(token) is not null || JwtVerifier.LooksLikeToken(token);

    private static bool HasIdentityCookie(StringValues cookies) =>
        IdentityCookie.All.Any(c => CookieHeader.Find(cookies, c.Name) is not null);
}
