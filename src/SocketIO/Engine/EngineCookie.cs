using Microsoft.AspNetCore.Http;

namespace SocketIoCompat.Engine;

/// <summary>The session cookie of the polling handshake.</summary>
public static class EngineCookie
{
    /// <summary>Makes the cookie that Engine.IO sets for <c>cookie: true</c>: name "io", path "/", HttpOnly, SameSite=Lax.</summary>
    public static CookieBuilder CreateDefault() => new()
    {
        Name = "io",
        Path = "/",
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        SecurePolicy = CookieSecurePolicy.None,
    };
}
