using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace SocketIoCompat.Handlers.Authentication;

/// <summary>Registers the four identity cookies as schemes of ASP.NET Core's cookie authentication.</summary>
internal static class AuthenticationServices
{
    public static IServiceCollection AddIdentityCookies(this IServiceCollection services)
    {
        services.TryAddSingleton<UnsignedIdentityPolicy>();
        services.TryAddSingleton<ClassroomAuthenticator>();
        services.TryAddScoped<IdentityReader>();
        var authentication = services.AddAuthentication();
        foreach (var cookie in IdentityCookie.All)
        {
            authentication.AddCookie(cookie.Name);
        }

        services.AddSingleton<IConfigureOptions<CookieAuthenticationOptions>, ConfigureIdentityCookies>();
        return services;
    }
}
