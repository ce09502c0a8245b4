using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Primitives;
using SocketIoCompat.Handlers.Authentication;
using SocketIoCompat.Handlers.Authentication.Tokens;
using SocketIoCompat.Handlers.SupportSessions.Contracts;
using SocketIoCompat.Handlers.Systems;
using SocketIoCompat.Handlers.Users;

namespace SocketIoCompat.Handlers.SupportSessions;

/// <summary>Who a request or a connection belongs to, or the text of its refusal.</summary>
internal readonly record struct SupportIdentity(SupportUser? User, VerifiedToken? Token, string? Refusal)
{
    public static SupportIdentity Refused(string text) => new(null, null, text);
}

/// <summary>Reads the signed cookie with the token in it.</summary>
internal sealed class SupportAuthenticator(
    [FromKeyedServices(SystemNames.SupportSessions)] SignedCookie cookie,
    [FromKeyedServices(SystemNames.SupportSessions)] JwtVerifier verifier,
    IUserStore users,
    IHostEnvironment environment)
{
    public const string Unauthorized = "Unauthorized";
    public const string NoUser = "User not found";

    /// <summary>Missing, unsigned, changed and expired are one and the same answer; a user who is gone is another.</summary>
    /// <param name="cookies">The request's cookies.</param>
    /// <param name="instead">
    /// The value of a cookie that the page sent with CONNECT. It counts in Development: two windows of one browser share their cookies
    /// and may yet be two people there.
    /// </param>
    public async Task<SupportIdentity> ReadAsync(StringValues cookies, string? instead = null)
    {
        var value = environment.IsDevelopment() && instead is { Length: > 0 }
            ? instead
            : CookieHeader.Find(cookies, SupportSessionServices.CookieName);
        var signed = cookie.Verify(value);
        if (verifier.Verify(signed).Token is not { } token)
        {
            return SupportIdentity.Refused(Unauthorized);
        }

        var user = environment.IsDevelopment()
            ? await users.UpsertFromClaimsAsync(FromClaims(token))
            : await users.FindByIdAsync(token.UserId);
        return user is null
            ? SupportIdentity.Refused(NoUser)
            : new SupportIdentity(Merge(user, token), token, null);
    }

    // The token says who somebody is here, as in the original; the table knows what it leaves out.
    private static SupportUser Merge(User user, VerifiedToken token) => new(
        user.Id,
        user.Id,
        Text(token, "name") ?? (user.Name.Length > 0 ? user.Name : user.Email ?? user.Id),
        Text(token, "email") ?? user.Email,
        SupportRole.Of(token.Text("role") ?? user.Role),
        Text(token, "avatar") ?? user.Avatar);

    private static User FromClaims(VerifiedToken token) => new()
    {
        Id = token.UserId,
        Name = Text(token, "name") ?? Text(token, "email") ?? token.UserId,
        Email = Text(token, "email"),
        Role = SupportRole.Of(token.Text("role")),
        Avatar = Text(token, "avatar"),
    };

    private static string? Text(VerifiedToken token, string claim) =>
        token.Text(claim) is { } text && PlainText.IsShort(text) ? text : null;
}
