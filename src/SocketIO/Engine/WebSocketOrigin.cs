using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace SocketIoCompat.Engine;

/// <summary>
/// Whether a page may open a websocket here. Browsers apply no CORS to websockets, so the server must look at Origin itself:
/// it must be the host that was asked, or one that the endpoint's CORS policy allows. Clients that are no browsers send none.
/// </summary>
internal static class WebSocketOrigin
{
    /// <summary>Whether the characters of an Origin header may stand in a header at all.</summary>
    public static bool IsWellFormed(string? origin)
    {
        foreach (var c in origin.AsSpan())
        {
            if ((c < ' ' && c != '\t') || c == '\x7f')
                return false;
        }
        return true;
    }

    public static ValueTask<bool> IsAllowedAsync(HttpContext context)
    {
        var origin = context.Request.Headers.Origin.ToString();
        return origin.Length == 0 || IsSameHost(context.Request, origin)
            ? ValueTask.FromResult(true)
            : IsAllowedByPolicyAsync(context, origin);
    }

    private static bool IsSameHost(HttpRequest request, string origin)
    {
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.HostNameType == UriHostNameType.Unknown)
            return false;
        // A page from plain HTTP may have been written by anybody on the way. The other way round is a proxy that ends TLS and
        // does not say so; with forwarded headers enabled the request is HTTPS here too.
        if (uri.Scheme != Uri.UriSchemeHttps && (request.IsHttps || uri.Scheme != Uri.UriSchemeHttp))
            return false;
        // Such a proxy may pass Host on without a port: the origin's scheme then says which one was meant.
        var host = request.Host;
        return string.Equals(uri.IdnHost, host.Host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase)
            && uri.Port == (host.Port ?? DefaultPort(uri.Scheme));
    }

    private static int DefaultPort(string scheme) => string.Equals(scheme, Uri.UriSchemeHttps, StringComparison.Ordinal) ? 443 : 80;

    private static async ValueTask<bool> IsAllowedByPolicyAsync(HttpContext context, string origin)
    {
        var metadata = context.GetEndpoint()?.Metadata.GetMetadata<ICorsMetadata>();
        var policy = metadata switch
        {
            IDisableCorsAttribute => null,
            ICorsPolicyMetadata { Policy: var own } => own,
            _ => await GetNamedPolicyAsync(context, (metadata as IEnableCorsAttribute)?.PolicyName),
        };
        return policy != null && (policy.AllowAnyOrigin || policy.IsOriginAllowed(origin));
    }

    /// <summary>The policy of that name; without a name, the default one, which is what the middleware takes too.</summary>
    private static async Task<CorsPolicy?> GetNamedPolicyAsync(HttpContext context, string? name) =>
        context.RequestServices.GetService<ICorsPolicyProvider>() is { } provider
            ? await provider.GetPolicyAsync(context, name)
            : null;
}
