using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace SocketIoCompat.Server;

/// <summary>The proxies whose word counts for where a request comes from, out of TRUSTED_PROXIES.</summary>
internal static class TrustedProxies
{
    private const string Setting = "TRUSTED_PROXIES";

    // The framework's own switch, ASPNETCORE_FORWARDEDHEADERS_ENABLED, as the configuration has it.
    private const string EverybodyTrusted = "FORWARDEDHEADERS_ENABLED";

    private static readonly char[] Separators = [',', ' '];

    /// <summary>Takes the client's address and scheme from the forwarded headers of those proxies, and of nobody else.</summary>
    /// <exception cref="StartupException">An entry is neither an address nor a network, or everybody would be believed.</exception>
    public static void UseTrustedProxies(this IApplicationBuilder app, IConfiguration configuration)
    {
        if (Read(configuration) is { } options)
            app.UseForwardedHeaders(options);
    }

    /// <summary>What the middleware needs; null when no proxy is trusted.</summary>
    internal static ForwardedHeadersOptions? Read(IConfiguration configuration)
    {
        // Its middleware would run before ours and believe whoever connects.
        if ("true".Equals(configuration[EverybodyTrusted], StringComparison.OrdinalIgnoreCase))
            throw new StartupException($"ASPNETCORE_{EverybodyTrusted} believes everybody: remove it, and name the proxies in {Setting}.");
        var entries = (configuration[Setting] ?? "").Split(Separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (entries.Length == 0)
            return null;
        var options = new ForwardedHeadersOptions
        {
            // Few proxies replace a client's X-Forwarded-Host, so it is believed only where the operator says so.
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto
                | (configuration.GetValue("Server:TrustForwardedHost", false) ? ForwardedHeaders.XForwardedHost : ForwardedHeaders.None),
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
