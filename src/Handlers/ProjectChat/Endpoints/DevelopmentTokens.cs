using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SocketIoCompat.Handlers.Authentication;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Users;

namespace SocketIoCompat.Handlers.ProjectChat.Endpoints;

/// <summary><c>POST /api/dev/project-token</c>, in Development only: a token for anybody, without an account.</summary>
internal static class DevelopmentTokens
{
    public static void MapDevelopmentTokens(this IEndpointRouteBuilder endpoints)
    {
        if (endpoints.ServiceProvider.GetRequiredService<IHostEnvironment>().IsDevelopment())
        {
            endpoints.MapPost("/api/dev/project-token", IssueAsync);
        }
    }

    private static async Task<IResult> IssueAsync(HttpContext context, IUserStore users, AccountTokens tokens)
    {
        if (await ApiRequest.ReadAsync<TokenRequest>(context) is not { UserId: { } userId } request || !ClassroomIds.IsValid(userId) ||
            request.Name?.Length > ClassroomIds.MaxLength || request.Email?.Length > ClassroomIds.MaxLength)
        {
            return ApiResults.Invalid("userId must be a text of 1 to 100 characters, name and email no longer.");
        }

        var user = await users.UpsertFromClaimsAsync(
            new User { Id = userId, Email = request.Email, Name = request.Name ?? "", Role = ProjectUser.DefaultCategory });
        if (request.Name is { Length: > 0 } name && user.Name.Length == 0)
        {
            // Another system's token may have made the user, and it may not have said the name.
            user = user with { Name = name };
            await users.UpdateAsync(user);
        }

        context.Response.Headers.CacheControl = "no-store";
        return ApiResults.Data(tokens.SignIn(user));
    }

    private sealed record TokenRequest(string? UserId, string? Name, string? Email);
}
