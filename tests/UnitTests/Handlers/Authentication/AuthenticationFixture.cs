using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocketIoCompat.Handlers.Authentication;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.UnitTests.Handlers.Support;

namespace SocketIoCompat.UnitTests.Handlers.Authentication;

/// <summary>The four cookie schemes as the server registers them, without a database.</summary>
internal sealed class AuthenticationFixture : ILoggerProvider, ILogger
{
    public AuthenticationFixture(FakeEnvironment environment, bool? trust = null, IDataProtectionProvider? keys = null, string? secret = null)
    {
        Keys = keys ?? new EphemeralDataProtectionProvider();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(this).SetMinimumLevel(LogLevel.Warning));
        services.AddSingleton<IHostEnvironment>(environment);
        services.Configure<ClassroomOptions>(o => (o.TrustUnsignedIdentity, o.CookieSecret) = (trust, secret));
        services.AddIdentityCookies();
        services.AddSingleton(Keys);
        services.AddSingleton<TimeProvider>(Time);
        Services = services.BuildServiceProvider();
    }

    public IDataProtectionProvider Keys { get; }

    public ManualTime Time { get; } = new();

    public ServiceProvider Services { get; }

    public List<string> Warnings { get; } = [];

    public ClassroomAuthenticator Authenticator => Services.GetRequiredService<ClassroomAuthenticator>();

    public UnsignedIdentityPolicy Policy => Services.GetRequiredService<UnsignedIdentityPolicy>();

    public static string Unsigned(IdentityCookie cookie, object identity) =>
        $"{cookie.Name}={Uri.EscapeDataString(JsonSerializer.Serialize(identity))}";

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
