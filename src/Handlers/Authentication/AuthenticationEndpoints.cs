using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SocketIoCompat.Handlers.Authentication.Tickets;
using SocketIoCompat.Handlers.Classroom;

namespace SocketIoCompat.Handlers.Authentication;

/// <summary><c>GET /me</c>, <c>POST /refresh</c>, <c>POST /logout</c> and, in Development only, <c>POST /api/dev/sign-in</c>.</summary>
internal static class AuthenticationEndpoints
{
    public static void MapAuthentication(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/me", MeAsync);
        endpoints.MapPost("/refresh", RefreshAsync);
        endpoints.MapPost("/logout", LogoutAsync);
        if (endpoints.ServiceProvider.GetRequiredService<IHostEnvironment>().IsDevelopment())
        {
            endpoints.MapPost("/api/dev/sign-in", (Delegate)SignInAsync);
        }
    }

    private static async Task<IResult> MeAsync(HttpContext context, IdentityReader reader)
    {
        var ticket = await reader.ReadFirstAsync(context, IdentityCookie.All);
        return ticket is not null && UserProfile.FromPrincipal(ticket.Principal) is { } user
            ? ApiResults.Ok(new UserAnswer(user))
            : ApiResults.NotAuthenticated;
    }

    private static async Task<IResult> RefreshAsync(HttpContext context, IdentityReader reader)
    {
        var isSomebody = false;
        foreach (var ticket in await reader.ReadAllAsync(context, IdentityCookie.All))
        {
            var isOurs = TicketId.Of(ticket.Properties) is not null;
            if (isOurs && await reader.MayContinueAsync(ticket.Properties))
            {
                await context.SignInAsync(ticket.AuthenticationScheme, ticket.Principal, TicketId.Continue(ticket.Properties));
                isSomebody = true;
            }

            isSomebody |= !isOurs;
        }

        return isSomebody ? ApiResults.Ok(new RefreshAnswer(true)) : ApiResults.NotAuthenticated;
    }

    private static async Task<IResult> LogoutAsync(HttpContext context, IdentityReader reader, SignedOutTickets signedOut)
    {
        await signedOut.AddAsync(await reader.ReadAllAsync(context, IdentityCookie.All));
        foreach (var cookie in IdentityCookie.All)
        {
            await context.SignOutAsync(cookie.Name);
        }

        return ApiResults.Ok(new LogoutAnswer(true, "Logged out successfully"));
    }

    private static async Task<IResult> SignInAsync(HttpContext context)
    {
        if (await ApiRequest.ReadAsync<SignInRequest>(context) is not { } request)
        {
            return ApiResults.Invalid("A JSON object with name and role is needed.");
        }

        var name = request.Name?.Trim();
        if (string.IsNullOrEmpty(name) || name.Length > ClassroomIds.MaxLength)
        {
            return ApiResults.Invalid("name must be a text of 1 to 100 characters.");
        }

        if (UserTypeName.Parse(request.Role) is not { } role)
        {
            return ApiResults.Invalid("role must be tutor, student or admin.");
        }

        // The same name is the same user again after a restart.
        var slug = Slug(name);
        var userId = request.UserId ?? $"{UserTypeName.Of(role)}-{slug}";
        if (!ClassroomIds.IsValid(userId))
        {
            return ApiResults.Invalid("userId must be a text of 1 to 100 characters.");
        }

        var user = new UserProfile
        {
            UserId = userId,
            Role = role,
            Email = $"{slug}@dev.local",
            FirstName = name.Split(' ')[0],
            LastName = name.Contains(' ', StringComparison.Ordinal) ? name[(name.IndexOf(' ', StringComparison.Ordinal) + 1)..].Trim() : null,
            Tier = role == UserType.Student ? 1 : 2,
        };
        var cookie = role switch
        {
            UserType.Tutor => IdentityCookie.Tutor,
            UserType.Admin => IdentityCookie.Admin,
            _ => IdentityCookie.Student,
        };
        await context.SignInAsync(cookie.Name, user.ToPrincipal(cookie.Name));
        return ApiResults.Ok(new SignInAnswer(true, user));
    }

    /// <summary>A name as a part of an id, in ASCII: another name is another id, but for case and spaces.</summary>
    public static string Slug(string name)
    {
        var letters = name.Select(static c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-').ToArray();
        var slug = new string(letters).Trim('-');
        if (slug.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-'))
        {
            return slug;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 4));
        return slug.Length > 0 ? $"{slug}-{hash}" : $"user-{hash}";
    }

    private sealed record SignInRequest(string? Name, string? Role, string? UserId);

    private sealed record SignInAnswer(bool Success, UserProfile User);

    private sealed record UserAnswer(UserProfile User);

    private sealed record RefreshAnswer(bool Success);

    private sealed record LogoutAnswer(bool Success, string Message);
}
