using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace SocketIoCompat.Auth;

/// <summary>
/// Offers the handshake's cookies and Authorization header, and <c>auth.token</c> as a bearer token, to the application's
/// authentication schemes. Each call has a context of its own, because the framework keeps one result per scheme and request.
/// </summary>
internal sealed class SchemeSocketAuthenticator(IServiceProvider services) : ISocketAuthenticator
{
    public async ValueTask<AuthenticateResult> AuthenticateAsync(Handshake handshake, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        if (scope.ServiceProvider.GetService<IAuthenticationSchemeProvider>() is not { } schemes)
            return AuthenticateResult.NoResult();
        var context = CreateContext(handshake, scope.ServiceProvider, cancellationToken);
        AuthenticateResult? failure = null;
        foreach (var scheme in await GetSchemesAsync(schemes))
        {
            var result = await context.AuthenticateAsync(scheme.Name);
            if (result.Succeeded)
                return result;
            failure ??= result.Failure is null ? null : result;
        }

        return failure ?? AuthenticateResult.NoResult();
    }

    private static async Task<IEnumerable<AuthenticationScheme>> GetSchemesAsync(IAuthenticationSchemeProvider schemes)
    {
        var preferred = await schemes.GetDefaultAuthenticateSchemeAsync();
        var all = await schemes.GetAllSchemesAsync();
        return preferred is null ? all : all.OrderByDescending(scheme => scheme.Name == preferred.Name);
    }

    private static DefaultHttpContext CreateContext(Handshake handshake, IServiceProvider services, CancellationToken aborted)
    {
        var context = new DefaultHttpContext { RequestServices = services, RequestAborted = aborted };
        foreach (var header in handshake.Headers)
            context.Request.Headers[header.Key] = header.Value;
        if (handshake.AuthToken is { } token && !context.Request.Headers.ContainsKey("Authorization"))
            context.Request.Headers.Authorization = "Bearer " + token;
        context.Request.Scheme = handshake.IsSecure ? "https" : "http";
        return context;
    }
}
