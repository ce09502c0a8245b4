using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Authentication.Tickets;

namespace SocketIoCompat.Handlers.Authentication;

/// <summary>Registers the four identity cookies as schemes of ASP.NET Core's cookie authentication.</summary>
internal static class AuthenticationServices
{
    public static IServiceCollection AddIdentityCookies(this IServiceCollection services)
    {
        services.TryAddSingleton<UnsignedIdentityPolicy>();
        services.TryAddSingleton<ClassroomAuthenticator>();
        services.TryAddScoped<IdentityReader>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ITicketLeases, SqlTicketLeases>();
        services.TryAddSingleton<LiveTickets>();
        services.TryAddSingleton<SignedOutTickets>();
        services.AddHostedService(provider => provider.GetRequiredService<LiveTickets>());
        var authentication = services.AddAuthentication();
        foreach (var cookie in IdentityCookie.All)
        {
            authentication.AddCookie(cookie.Name);
        }

        services.AddSingleton<IConfigureOptions<CookieAuthenticationOptions>, ConfigureIdentityCookies>();
        return services;
    }
}
