using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using SocketIoCompat.Handlers.Authentication.Tickets;
using SocketIoCompat.Handlers.Classroom;

namespace SocketIoCompat.Handlers.Authentication;

/// <summary>Who a connection belongs to, or the text of its refusal.</summary>
internal readonly record struct ConnectionIdentity(UserProfile? Profile, bool IsEphemeral, string? Refusal)
{
    /// <summary>The ticket of a cookie that this server issued, which the connection keeps valid; null for every other identity.</summary>
    public LiveTicket? Ticket { get; init; }

    /// <summary>When an identity that this server did not issue is over; null when it does not say.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    public static ConnectionIdentity Of(UserProfile profile, bool isEphemeral = false) => new(profile, isEphemeral, null);

    public static ConnectionIdentity Refused(string text) => new(null, false, text);
}

/// <summary>
/// The classroom's rules at CONNECT. A valid cookie wins over <c>auth.token</c>; the token says which of several cookies
/// is meant, and is itself an identity only where unsigned identities are accepted.
/// </summary>
internal sealed class ClassroomAuthenticator(
    IServiceScopeFactory scopes,
    UnsignedIdentityPolicy unsigned,
    IOptionsMonitor<CookieAuthenticationOptions> cookieOptions,
    TimeProvider time)
{
    /// <summary>What the dashboard's interview page sends: the identity is the admin's cookie's.</summary>
    public const string AdminInterviewToken = "admin-interview";

    public const string NoCookies = "Authentication required: No cookies found";
    public const string NoIdentityCookie = "Authentication required: No auth cookie found";
    public const string NothingValid = "Authentication required: No valid auth token or cookie";
    public const string Incomplete = "Invalid authentication data";
    public const string Failed = "Authentication failed";

    /// <summary>Decides with what the connection's first request and its CONNECT packet brought.</summary>
    /// <param name="cookieHeader">The Cookie header of the connection's first request.</param>
    /// <param name="token"><c>auth.token</c> when it is text.</param>
    public async Task<ConnectionIdentity> AuthenticateAsync(StringValues cookieHeader, string? token)
    {
        JsonIdentity? fromToken = null;
        var tokenResult = string.IsNullOrEmpty(token)
            ? IdentityJsonResult.NotJson
            : IdentityJson.ReadToken(token, out fromToken);
        var cookies = token == AdminInterviewToken ? IdentityCookie.AdminOnly : Order(fromToken?.Profile);
        if (await FromCookiesAsync(cookieHeader, cookies) is { } identity)
        {
            return identity;
        }

        if (tokenResult != IdentityJsonResult.NotJson && unsigned.AcceptsTokens())
        {
            return fromToken is null ? ConnectionIdentity.Refused(Incomplete)
                : fromToken.EndsAt <= time.GetUtcNow() ? ConnectionIdentity.Refused(Failed)
                : ConnectionIdentity.Of(fromToken.Profile, isEphemeral: true) with { EndsAt = fromToken.EndsAt };
        }

        return ConnectionIdentity.Refused(Refusal(cookieHeader, cookies, token));
    }

    private static IReadOnlyList<IdentityCookie> Order(UserProfile? hint) => hint?.Role switch
    {
        UserType.Tutor => IdentityCookie.TutorFirst,
        UserType.Student => IdentityCookie.StudentFirst,
        _ => IdentityCookie.All,
    };

    // The first of our cookies that is there says why; an answer that names a cookie must not tell more than the original's.
    private string Refusal(StringValues header, IReadOnlyList<IdentityCookie> cookies, string? token)
    {
        foreach (var cookie in cookies)
        {
            if (CookieHeader.Find(header, cookie.Name) is { } value)
            {
                return IdentityJson.LooksLikeJson(value) &&
                    unsigned.Accepts(cookie) &&
                    IdentityJson.ReadCookie(value, cookie, out _) == IdentityJsonResult.Incomplete
                        ? Incomplete
                        : Failed;
            }
        }

        if (!string.IsNullOrEmpty(token))
        {
            return NothingValid;
        }

        return StringValues.IsNullOrEmpty(header) ? NoCookies : NoIdentityCookie;
    }

    private async Task<ConnectionIdentity?> FromCookiesAsync(StringValues header, IReadOnlyList<IdentityCookie> cookies)
    {
        if (StringValues.IsNullOrEmpty(header))
        {
            return null;
        }

        // The framework caches one result per scheme and request, and the handshake's request may be long gone:
        // every attempt gets a request of its own that has nothing but the cookies.
        await using var scope = scopes.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        context.Request.Headers.Cookie = header;
        var reader = scope.ServiceProvider.GetRequiredService<IdentityReader>();
        var ticket = await reader.ReadFirstAsync(context, cookies);
        return ticket is not null && UserProfile.FromPrincipal(ticket.Principal) is { } profile ? Of(profile, ticket) : null;
    }

    private ConnectionIdentity Of(UserProfile profile, AuthenticationTicket ticket)
    {
        var end = ticket.Properties.ExpiresUtc;
        return TicketId.Of(ticket.Properties) is { } id && end is { } endsAt
            ? ConnectionIdentity.Of(profile) with { Ticket = new LiveTicket(id, cookieOptions.Get(ticket.AuthenticationScheme).ExpireTimeSpan, endsAt) }
            : ConnectionIdentity.Of(profile) with { EndsAt = end };
    }
}
