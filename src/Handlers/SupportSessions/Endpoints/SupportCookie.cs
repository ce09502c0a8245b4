using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Authentication.Login;
using SocketIoCompat.Handlers.Authentication.Tokens;
using SocketIoCompat.Handlers.Systems;
using SocketIoCompat.Handlers.Users;

namespace SocketIoCompat.Handlers.SupportSessions.Endpoints;

/// <summary>Issues the signed cookie with the token in it, and takes it back.</summary>
internal sealed class SupportCookie(
    [FromKeyedServices(SystemNames.SupportSessions)] JwtIssuer issuer,
    [FromKeyedServices(SystemNames.SupportSessions)] SignedCookie cookie,
    IOptions<SupportOptions> options,
    TimeProvider time)
{
    private readonly string _attributes = options.Value.SecureCookie ? "Path=/; HttpOnly; Secure; SameSite=None" : "Path=/; HttpOnly; SameSite=Lax";

    /// <summary>Sets the cookie and returns the token in it.</summary>
    public string Issue(HttpContext context, User user)
    {
        var token = issuer.Issue(claims => WriteClaims(claims, user));
        Append(context, cookie.Sign(token), time.GetUtcNow() + issuer.Lifetime);
        return token;
    }

    /// <summary>The cookie's value with a token in it, as it stands in the header.</summary>
    public string Sign(string token) => cookie.Sign(token);

    public void Clear(HttpContext context) => Append(context, "", DateTimeOffset.UnixEpoch);

    // As it stands: the framework would escape the value once more.
    private void Append(HttpContext context, string value, DateTimeOffset expires) =>
        context.Response.Headers.Append(
            "Set-Cookie",
            $"{SupportSessionServices.CookieName}={value}; Expires={expires.UtcDateTime.ToString("R", CultureInfo.InvariantCulture)}; {_attributes}");

    private static void WriteClaims(Utf8JsonWriter claims, User user)
    {
        claims.WriteString("_id", user.Id);
        claims.WriteString("name", user.Name);
        claims.WriteString("email", user.Email);
        claims.WriteString("role", SupportRole.Of(user.Role));
        claims.WriteString("avatar", user.Avatar);
    }
}

/// <summary>The support's part of the login: <c>{status:"OK", message:{…}}</c> and the cookie.</summary>
internal sealed class SupportLogin(SupportCookie cookie) : ILoginPart
{
    public void Add(HttpContext context, User user, JsonObject body)
    {
        var message = SupportAccounts.Profile(user);
        message["token"] = cookie.Issue(context, user);
        body["status"] = "OK";
        body["message"] = message;
    }
}
