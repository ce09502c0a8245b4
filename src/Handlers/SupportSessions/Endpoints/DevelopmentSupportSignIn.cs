using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SocketIoCompat.Handlers.Authentication;
using SocketIoCompat.Handlers.SupportSessions.Contracts;
using SocketIoCompat.Handlers.Systems;
using SocketIoCompat.Handlers.Users;

namespace SocketIoCompat.Handlers.SupportSessions.Endpoints;

/// <summary><c>POST /api/dev/support-sign-in</c>, in Development only: the cookie for anybody, and its value for <c>auth.token</c>.</summary>
internal static class DevelopmentSupportSignIn
{
    public static void MapDevelopmentSupportSignIn(this IEndpointRouteBuilder endpoints)
    {
        if (endpoints.ServiceProvider.GetRequiredService<IHostEnvironment>().IsDevelopment())
        {
            endpoints.MapPost("/api/dev/support-sign-in", SignInAsync);
        }
    }

    private static async Task<IResult> SignInAsync(HttpContext context, SupportCookie cookie)
    {
        if (await ApiRequest.ReadAsync<SignInRequest>(context) is not { Name: { } given } request || !PlainText.IsShort(given.Trim()))
        {
            return ApiResults.Invalid("name is missing, or no short text.");
        }

        if (request.Role is not (SupportRole.Customer or SupportRole.Agent or SupportRole.Admin))
        {
            return ApiResults.Invalid("role must be customer, support_agent or admin.");
        }

        // The same name is the same user again after a restart.
        var name = given.Trim();
        var id = $"{(request.Role == SupportRole.Agent ? "agent" : request.Role)}-{AuthenticationEndpoints.Slug(name)}";
        var user = new User { Id = id, Name = name, Email = $"{id}@dev.local", Role = request.Role };
        var token = cookie.Issue(context, user);
        context.Response.Headers.CacheControl = "no-store";
        return ApiResults.Data(new SignedIn(SupportUser.Of(user), cookie.Sign(token)));
    }

    private sealed record SignInRequest(string? Name, string? Role);

    private sealed record SignedIn(SupportUser User, string Token);
}
