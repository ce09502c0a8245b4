using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace SocketIoCompat.Auth;

/// <summary>What <see cref="NamespaceBuilder.RequireAuthorization"/> asks of a client; of one that recovers its session too.</summary>
internal sealed class NamespaceAuthorization(string? policy)
{
    /// <summary>Finds out who the client is and whether the policy allows it.</summary>
    /// <exception cref="ConnectRefusedException">The client is not known, or not allowed.</exception>
    public async Task CheckAsync(ConnectContext context)
    {
        var policies = context.Services.GetRequiredService<IAuthorizationPolicyProvider>();
        var required = policy is null ? await policies.GetDefaultPolicyAsync() : await policies.GetPolicyAsync(policy);
        if (required is null)
            throw new InvalidOperationException($"There is no authorization policy \"{policy}\".");
        var authenticator = context.Services.GetRequiredService<ISocketAuthenticator>();
        var result = await authenticator.AuthenticateAsync(context.Handshake, required.AuthenticationSchemes, context.Aborted);
        if (result.Succeeded)
            context.Socket.User = result.Principal;
        else if (result.Failure is not null || required.AuthenticationSchemes.Count > 0)
            context.Socket.User = new ClaimsPrincipal(new ClaimsIdentity()); // a bad credential is not made good by an older one
        if (context.Socket.User.Identity?.IsAuthenticated != true)
            throw new ConnectRefusedException("Unauthorized");
        var authorization = context.Services.GetRequiredService<IAuthorizationService>();
        if (!(await authorization.AuthorizeAsync(context.Socket.User, context.Socket, required)).Succeeded)
            throw new ConnectRefusedException("Forbidden");
    }
}
