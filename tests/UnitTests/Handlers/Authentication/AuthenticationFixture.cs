using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocketIoCompat.Handlers.Authentication;
using SocketIoCompat.Handlers.Authentication.Tickets;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.UnitTests.Handlers.Support;

namespace SocketIoCompat.UnitTests.Handlers.Authentication;

/// <summary>The four cookie schemes as the server registers them, without a database.</summary>
internal sealed class AuthenticationFixture : ILoggerProvider, ILogger
{
    public AuthenticationFixture(
        FakeEnvironment environment,
        bool? trust = null,
        IDataProtectionProvider? keys = null,
        string? secret = null,
        TestTicketLeases? leases = null)
    {
        Keys = keys ?? new EphemeralDataProtectionProvider();
        Leases = leases ?? new TestTicketLeases(Time);
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(this).SetMinimumLevel(LogLevel.Warning));
        services.AddSingleton<IHostEnvironment>(environment);
        services.Configure<ClassroomOptions>(o => (o.TrustUnsignedIdentity, o.CookieSecret) = (trust, secret));
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<ITicketLeases>(Leases);
        services.AddIdentityCookies();
        services.AddSingleton(Keys);
        Services = services.BuildServiceProvider();
    }

    public IDataProtectionProvider Keys { get; }

    public TestTicketLeases Leases { get; }

    public ManualTime Time { get; } = new();

    public ServiceProvider Services { get; }

    public List<string> Warnings { get; } = [];

    public ClassroomAuthenticator Authenticator => Services.GetRequiredService<ClassroomAuthenticator>();

    public UnsignedIdentityPolicy Policy => Services.GetRequiredService<UnsignedIdentityPolicy>();

    public static string Unsigned(IdentityCookie cookie, object identity) =>
        $"{cookie.Name}={Uri.EscapeDataString(JsonSerializer.Serialize(identity))}";

    public LiveTickets LiveTickets => Services.GetRequiredService<LiveTickets>();

    /// <summary>A request with these cookies: the identity that it has, and the cookies of the answer.</summary>
    public async Task<(string? UserId, string[] SetCookies)> RequestAsync(string cookies)
    {
        await using var scope = Services.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        context.Request.Headers.Cookie = cookies;
        var ticket = await scope.ServiceProvider.GetRequiredService<IdentityReader>().ReadFirstAsync(context, IdentityCookie.All);
        return (ticket is null ? null : UserProfile.FromPrincipal(ticket.Principal)?.UserId, [.. context.Response.Headers.SetCookie!]);
    }

    /// <summary>Signs a request's identities out, as the endpoint does.</summary>
    public async Task SignOutAsync(string cookies)
    {
        await using var scope = Services.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        context.Request.Headers.Cookie = cookies;
        var tickets = await scope.ServiceProvider.GetRequiredService<IdentityReader>().ReadAllAsync(context, IdentityCookie.All);
        await scope.ServiceProvider.GetRequiredService<SignedOutTickets>().AddAsync(tickets);
    }

    /// <summary>A cookie as the server issues it, in the form of a request's header.</summary>
    public async Task<string> IssueAsync(IdentityCookie cookie, string userId, UserType role)
    {
        await using var scope = Services.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        var user = new UserProfile { UserId = userId, Email = $"{userId}@x.example", Role = role };
        await context.SignInAsync(cookie.Name, user.ToPrincipal(cookie.Name));
        return context.Response.Headers.SetCookie.ToString().Split(';')[0];
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id is >= 3100 and < 3200)
            Warnings.Add(formatter(state, exception));
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose() => Services.Dispose();
}
