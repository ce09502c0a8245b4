using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace SocketIoCompat.Auth;

/// <summary>The middleware behind <see cref="NamespaceBuilder.RequireAuthorization"/>.</summary>
internal sealed class NamespaceAuthorization(string? policy)
{
    public async Task InvokeAsync(ConnectContext context, ConnectDelegate next)
    {
        var authenticator = context.Services.GetRequiredService<ISocketAuthenticator>();
        var result = await authenticator.AuthenticateAsync(context.Handshake, context.Aborted);
        if (result.Succeeded)
            context.Socket.User = result.Principal;
        if (context.Socket.User.Identity?.IsAuthenticated != true)
            throw new ConnectRefusedException("Unauthorized");
        if (!await IsAllowedAsync(context))
            throw new ConnectRefusedException("Forbidden");
        await next(context);
    }

    private async Task<bool> IsAllowedAsync(ConnectContext context)
    {
        var policies = context.Services.GetRequiredService<IAuthorizationPolicyProvider>();
        var required = policy is null ? await policies.GetDefaultPolicyAsync() : await policies.GetPolicyAsync(policy);
        if (required is null)
            throw new InvalidOperationException($"There is no authorization policy \"{policy}\".");
        var authorization = context.Services.GetRequiredService<IAuthorizationService>();
        return (await authorization.AuthorizeAsync(context.Socket.User, context.Socket, required)).Succeeded;
    }
}
