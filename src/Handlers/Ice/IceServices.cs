using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace SocketIoCompat.Handlers.Ice;

/// <summary>Puts <c>GET /api/ice-servers</c> into a server: the settings <c>ICE_SERVERS</c>, <c>TURN_URLS</c>, <c>TURN_SECRET</c>, <c>TURN_TTL</c> and <c>ICE_TRANSPORT_POLICY</c>.</summary>
internal static class IceServices
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public static IServiceCollection AddIceServers(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<IceOptions>()
            .Configure(options =>
            {
                options.Servers = List(configuration["ICE_SERVERS"]);
                options.TurnUrls = List(configuration["TURN_URLS"]);
                options.TurnSecret = configuration["TURN_SECRET"] is { Length: > 0 } secret ? secret : null;
                options.TransportPolicy = configuration["ICE_TRANSPORT_POLICY"] is { Length: > 0 } policy ? policy : IceOptions.All;
                if (configuration["TURN_TTL"] is { Length: > 0 } text)
                {
                    options.TurnLifetime = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                        ? TimeSpan.FromSeconds(seconds)
                        : TimeSpan.Zero;
                }
            })
            .Validate(o => o.Servers.All(url => Has(url, "stun:", "stuns:")), "ICE_SERVERS must be a list of addresses such as stun:stun.example:3478.")
            .Validate(o => o.TurnUrls.All(url => Has(url, "turn:", "turns:")), "TURN_URLS must be a list of addresses such as turn:turn.example:3478.")
            .Validate(o => o.TurnUrls.Count > 0 == o.TurnSecret is not null, "TURN_URLS and TURN_SECRET belong together: set both, or neither.")
            .Validate(o => o.TurnLifetime >= TimeSpan.FromMinutes(1) && o.TurnLifetime <= Longest, "TURN_TTL must be a number of seconds from 60 to 86400.")
            .Validate(o => o.TransportPolicy is IceOptions.All or IceOptions.Relay, "ICE_TRANSPORT_POLICY must be all or relay.")
            .Validate(o => o.TransportPolicy == IceOptions.All || o.TurnUrls.Count > 0, "ICE_TRANSPORT_POLICY=relay needs TURN_URLS: there would be no way at all.")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TurnCredentials>();
        return services;
    }

    public static void MapIceServers(this IEndpointRouteBuilder endpoints) => endpoints.MapGet("/api/ice-servers", IceEndpoint.GetAsync);

    private static string[] List(string? text) => (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static bool Has(string url, string plain, string secure) =>
        (url.StartsWith(plain, StringComparison.Ordinal) && url.Length > plain.Length) ||
        (url.StartsWith(secure, StringComparison.Ordinal) && url.Length > secure.Length);
}
