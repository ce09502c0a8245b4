using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace SocketIoCompat.Handlers.Authentication;

/// <summary>Reads the Cookie header as the original does: parts between semicolons, the value after the first equals sign.</summary>
internal static class CookieHeader
{
    /// <summary>The value as it stands in the header, not decoded; null when there is no such cookie.</summary>
    public static string? Find(StringValues header, string name)
    {
        foreach (var line in header)
        {
            foreach (var range in line.AsSpan().Split(';'))
            {
                var part = line.AsSpan()[range].Trim();
                var equals = part.IndexOf('=');
                if (equals > 0 && part[..equals].SequenceEqual(name))
                {
                    return part[(equals + 1)..].ToString();
                }
            }
        }

        return null;
    }
}

/// <summary>
/// Hands unsigned JSON to the ticket format as it stands in the header: the framework's cookie parser drops values that
/// are not encoded, which the original accepts. Everything else is the framework's.
/// </summary>
internal sealed class IdentityCookieManager : ICookieManager
{
    private readonly ChunkingCookieManager _framework = new();

    public string? GetRequestCookie(HttpContext context, string key) =>
        CookieHeader.Find(context.Request.Headers.Cookie, key) is { } value && IdentityJson.LooksLikeJson(value)
            ? value
            : _framework.GetRequestCookie(context, key);

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
        _framework.AppendResponseCookie(context, key, value, options);

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) =>
        _framework.DeleteCookie(context, key, options);
}
