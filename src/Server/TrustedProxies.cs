using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace SocketIoCompat.Server;

/// <summary>The proxies whose word counts for where a request comes from, out of TRUSTED_PROXIES.</summary>
internal static class TrustedProxies
{
    private const string Setting = "TRUSTED_PROXIES";

    private static readonly char[] Separators = [',', ' '];

    /// <summary>Takes the client's address, scheme and host from the forwarded headers of those proxies, and of nobody else.</summary>
    /// <exception cref="StartupException">An entry is neither an address nor a network.</exception>
    public static void UseTrustedProxies(this IApplicationBuilder app, IConfiguration configuration)
    {
        if (Read(configuration) is { } options)
            app.UseForwardedHeaders(options);
    }

    /// <summary>What the middleware needs; null when no proxy is trusted.</summary>
    internal static ForwardedHeadersOptions? Read(IConfiguration configuration)
    {
        var entries = (configuration[Setting] ?? "").Split(Separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (entries.Length == 0)
            return null;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            ForwardLimit = null, // as many hops as are trusted
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var entry in entries)
        {
            if (IPAddress.TryParse(entry, out var address))
                options.KnownProxies.Add(address);
            else if (System.Net.IPNetwork.TryParse(entry, out var network))
                options.KnownIPNetworks.Add(network);
            else
                throw new StartupException($"{Setting} must be a list of addresses and networks such as 10.0.0.5,10.1.0.0/16; '{entry}' is neither.");
        }

        return options;
    }
}
