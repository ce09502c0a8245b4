using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace SocketIoCompat.Handlers.Authentication.Tokens;

/// <summary>
/// Registers a system's <see cref="JwtVerifier"/>, <see cref="JwtIssuer"/> and <see cref="SignedCookie"/>, each by the system's name
/// as the service's key.
/// </summary>
internal static class TokenServices
{
    /// <summary>Adds the tokens of a system. May be called more than once.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="system">The system's name, which is also that of its section in the configuration.</param>
    public static IServiceCollection AddTokens(this IServiceCollection services, string system)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TokenOptionsSetup>();
        if (!services.Any(s => s.ServiceType == typeof(IConfigureOptions<TokenOptions>)))
        {
            services.AddSingleton<IConfigureOptions<TokenOptions>>(provider => provider.GetRequiredService<TokenOptionsSetup>());
            services.AddSingleton<IPostConfigureOptions<TokenOptions>>(provider => provider.GetRequiredService<TokenOptionsSetup>());
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TokenOptions>, TokenOptionsValidator>());
        services.AddOptions<TokenOptions>(system).ValidateOnStart();
        services.TryAddKeyedSingleton(system, (provider, _) =>
            new JwtVerifier(Options(provider, system), provider.GetRequiredService<TimeProvider>()));
        services.TryAddKeyedSingleton(system, (provider, _) =>
            new JwtIssuer(Options(provider, system), provider.GetRequiredService<TimeProvider>()));
        services.TryAddKeyedSingleton(system, (provider, _) => new SignedCookie(Options(provider, system)));
        return services;
    }

    private static TokenOptions Options(IServiceProvider provider, string system) =>
        provider.GetRequiredService<IOptionsMonitor<TokenOptions>>().Get(system);
}
