using System.Text;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Authentication.Tickets;
using SocketIoCompat.Handlers.Authentication.Tokens;
using SocketIoCompat.Handlers.Classroom;

namespace SocketIoCompat.Handlers.Authentication;

/// <summary>Sets up the framework's cookie authentication for each of the four cookies, with the contract's attributes.</summary>
internal sealed class ConfigureIdentityCookies(
    IDataProtectionProvider protection,
    UnsignedIdentityPolicy unsigned,
    IOptions<ClassroomOptions> classroom,
    IHostEnvironment environment) : IConfigureNamedOptions<CookieAuthenticationOptions>
{
    // A connection makes the ticket in a cookie valid for longer than it says, and cannot tell the browser.
    private static readonly TimeSpan KeptLonger = TimeSpan.FromDays(1);

    public void Configure(CookieAuthenticationOptions options)
    {
    }

    public void Configure(string? name, CookieAuthenticationOptions options)
    {
        if (IdentityCookie.All.FirstOrDefault(c => c.Name == name) is not { } cookie)
        {
            return;
        }

        options.Cookie.Name = cookie.Name;
        options.Cookie.Path = "/";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = environment.IsDevelopment() ? CookieSecurePolicy.None : CookieSecurePolicy.Always;
        options.ExpireTimeSpan = classroom.Value.TicketLifetime ?? cookie.Lifetime;
        options.Cookie.MaxAge = options.ExpireTimeSpan + KeptLonger;
        options.SlidingExpiration = true;
        options.CookieManager = new IdentityCookieManager();
        options.TicketDataFormat = new TicketFormat(cookie, CreateProtector(cookie), unsigned, CreateSignature());

        options.Events.OnSigningIn = context =>
        {
            TicketId.Give(context.Properties);
            return Task.CompletedTask;
        };

        options.Events.OnCheckSlidingExpiration = async context =>
        {
            var reader = context.HttpContext.RequestServices.GetRequiredService<IdentityReader>();
            context.ShouldRenew = context.ShouldRenew && await reader.MayContinueAsync(context.Properties);
        };

        // An API has no login page: a status says it.
        options.Events.OnRedirectToLogin = context => Answer(context.Response, StatusCodes.Status401Unauthorized);
        options.Events.OnRedirectToAccessDenied = context => Answer(context.Response, StatusCodes.Status403Forbidden);
        options.Events.OnRedirectToLogout = _ => Task.CompletedTask;
        options.Events.OnRedirectToReturnUrl = _ => Task.CompletedTask;
    }

    // In Development anybody signs in as anyone: such a cookie must not open the same database's server in earnest.
    private IDataProtector CreateProtector(IdentityCookie cookie)
    {
        var protector = protection.CreateProtector("SocketIoCompat.Classroom", cookie.Name, "v1");
        return environment.IsDevelopment() ? protector.CreateProtector(Environments.Development) : protector;
    }

    private SignedCookie? CreateSignature() =>
        classroom.Value.CookieSecret is { Length: > 0 } secret &&
        (environment.IsDevelopment() || Encoding.UTF8.GetByteCount(secret) >= TokenOptionsValidator.MinSecretBytes)
            ? new SignedCookie(new TokenOptions { CookieSecret = secret })
            : null;

    private static Task Answer(HttpResponse response, int status)
    {
        response.StatusCode = status;
        return Task.CompletedTask;
    }
}
