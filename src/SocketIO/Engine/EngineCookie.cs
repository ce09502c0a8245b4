using System.Globalization;
using System.Text;
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

    /// <summary>Adds the header by hand: the framework writes the same attributes in another order and in lower case.</summary>
    internal static void Append(HttpContext context, CookieBuilder cookie, string value)
    {
        var options = cookie.Build(context);
        var header = new StringBuilder(64).Append(cookie.Name).Append('=').Append(Uri.EscapeDataString(value));
        if (options.MaxAge is { } age)
            header.Append(CultureInfo.InvariantCulture, $"; Max-Age={(long)age.TotalSeconds}");
        if (!string.IsNullOrEmpty(options.Domain))
            header.Append("; Domain=").Append(options.Domain);
        if (!string.IsNullOrEmpty(options.Path))
            header.Append("; Path=").Append(options.Path);
        if (options.Expires is { } expires)
            header.Append("; Expires=").Append(expires.ToString("R", CultureInfo.InvariantCulture));
        if (options.HttpOnly)
            header.Append("; HttpOnly");
        if (options.Secure)
            header.Append("; Secure");
        if (options.SameSite != SameSiteMode.Unspecified)
            header.Append("; SameSite=").Append(options.SameSite);
        context.Response.Headers.Append("Set-Cookie", header.ToString());
    }
}
