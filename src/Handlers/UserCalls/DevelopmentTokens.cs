using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SocketIoCompat.Handlers.Authentication;
using SocketIoCompat.Handlers.Authentication.Tokens;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.UserCalls;

/// <summary><c>POST /api/dev/call-token</c>, in Development only: a token for anybody, as the original's login is not documented.</summary>
internal static class DevelopmentTokens
{
    public static void MapDevelopmentTokens(this IEndpointRouteBuilder endpoints)
    {
        if (endpoints.ServiceProvider.GetRequiredService<IHostEnvironment>().IsDevelopment())
        {
            endpoints.MapPost("/api/dev/call-token", IssueAsync);
        }
    }

    private static async Task<IResult> IssueAsync(HttpContext context, [FromKeyedServices(SystemNames.UserCalls)] JwtIssuer issuer)
    {
        if (await ApiRequest.ReadAsync<TokenRequest>(context) is not { UserId: { } userId } || !ClassroomIds.IsValid(userId))
        {
            return ApiResults.Invalid("userId must be a text of 1 to 100 characters.");
        }

        context.Response.Headers.CacheControl = "no-store";
        return ApiResults.Data(new IssuedToken(issuer.Issue(claims => claims.WriteString("id"u8, userId))));
    }

    private sealed record TokenRequest(string? UserId);

    private sealed record IssuedToken(string Token);
}
