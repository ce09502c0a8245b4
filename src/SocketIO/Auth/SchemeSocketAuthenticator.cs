using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace SocketIoCompat.Auth;

/// <summary>
/// Offers the handshake's cookies and Authorization header, and <c>auth.token</c> as a bearer token, to the schemes that count:
/// those of the policy or else the default one. Never to every scheme that there is, because some, such as that of a half
/// finished two-factor sign-in, know users who are not signed in. Each call has a context of its own, because the framework
/// keeps one result per scheme and request.
/// </summary>
internal sealed class SchemeSocketAuthenticator(IServiceProvider services) : ISocketAuthenticator
{
    public async ValueTask<AuthenticateResult> AuthenticateAsync(Handshake handshake, IReadOnlyList<string> schemes, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        if (scope.ServiceProvider.GetService<IAuthenticationSchemeProvider>() is not { } known)
            return AuthenticateResult.NoResult();
        var context = CreateContext(handshake, scope.ServiceProvider, cancellationToken);
        ClaimsPrincipal? user = null;
        AuthenticateResult? failure = null;
        AuthenticationTicket? ticket = null;
        foreach (var scheme in await GetSchemesAsync(known, schemes))
        {
            var result = await context.AuthenticateAsync(scheme);
            if (result.Succeeded)
            {
                user = Merge(user, result.Principal);
                ticket ??= result.Ticket;
            }
            else if (result.Failure is not null)
            {
                failure ??= result;
            }
        }

        return user is null || ticket is null
            ? failure ?? AuthenticateResult.NoResult()
            : AuthenticateResult.Success(new AuthenticationTicket(user, ticket.Properties, ticket.AuthenticationScheme));
    }

    private static async Task<IReadOnlyList<string>> GetSchemesAsync(IAuthenticationSchemeProvider known, IReadOnlyList<string> asked)
    {
        if (asked.Count > 0)
            return asked;
        if (await known.GetDefaultAuthenticateSchemeAsync() is { } preferred)
            return [preferred.Name];
        var all = (await known.GetAllSchemesAsync()).ToArray();
        return all.Length == 1 ? [all[0].Name] : [];
    }

    private static ClaimsPrincipal Merge(ClaimsPrincipal? known, ClaimsPrincipal added)
    {
        if (known is null)
            return added;
        var merged = new ClaimsPrincipal(known.Identities);
        merged.AddIdentities(added.Identities);
        return merged;
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
