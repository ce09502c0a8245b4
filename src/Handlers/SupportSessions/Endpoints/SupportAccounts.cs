using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocketIoCompat.Handlers.Authentication;
using SocketIoCompat.Handlers.Authentication.Login;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Handlers.Systems;
using SocketIoCompat.Handlers.Users;

namespace SocketIoCompat.Handlers.SupportSessions.Endpoints;

/// <summary><c>/api/auth/register</c>, <c>/profile</c> and <c>/logout</c>. There is no mail: an account is active at once.</summary>
internal static class SupportAccounts
{
    private const int MinPasswordLength = 6;
    private const int MaxPasswordLength = 1024;

    public static void MapSupportAccounts(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/api/auth/register", RegisterAsync);
        endpoints.MapGet("/api/auth/profile", ProfileAsync).AddEndpointFilter(SupportRequests.RequireUserAsync);
        endpoints.MapGet("/api/auth/logout", Logout).AddEndpointFilter(SupportRequests.RequireUserAsync);
    }

    /// <summary>A user as his own page sees him; no id, as in the original.</summary>
    public static JsonObject Profile(User user)
    {
        var more = user.Profile is { ValueKind: JsonValueKind.Object } profile ? JsonObject.Create(profile) : null;
        return new JsonObject
        {
            ["name"] = user.Name,
            ["email"] = user.Email,
            ["role"] = SupportRole.Of(user.Role),
            ["avatar"] = user.Avatar,
            ["phone"] = more?["phone"]?.DeepClone(),
            ["preferences"] = more?["preferences"]?.DeepClone() ?? new JsonObject
            {
                ["notifications"] = new JsonObject { ["email"] = true, ["push"] = true },
                ["language"] = "en",
                ["timezone"] = "UTC",
            },
        };
    }

    private static async Task<IResult> RegisterAsync(HttpContext context, IUserStore users, UserPasswords passwords, LoginRate rate)
    {
        var request = await ApiRequest.ReadAsync<Registration>(context);
        var errors = Errors(request).ToArray();
        if (errors.Length > 0)
        {
            return SupportRequests.Invalid(errors);
        }

        if (!rate.Allows(context.Connection.RemoteIpAddress))
        {
            return LoginEndpoint.Refuse(StatusCodes.Status429TooManyRequests, "Too many attempts; try again in a minute", "RATE_LIMITED");
        }

        var user = new User
        {
            Id = SupportIds.NewObjectId(),
            Email = request!.Email!.Trim(),
            Name = $"{request.FirstName} {request.LastName}".Trim(),
            Role = SupportRole.Customer,
        };
        try
        {
            return await users.CreateAsync(user with { PasswordHash = passwords.Hash(user, request.Password!) })
                ? Results.Json(new { status = "OK", message = "Your account is ready. You can sign in now." }, statusCode: StatusCodes.Status201Created)
                : LoginEndpoint.Refuse(StatusCodes.Status403Forbidden, "User already registered", "USER_EXISTS");
        }
        catch (Exception exception) when (exception is DatabaseBusyException or DbException)
        {
            return LoginEndpoint.Unavailable();
        }
    }

    private static IEnumerable<(string Path, string Message)> Errors(Registration? request)
    {
        if (!PlainText.IsShort(request?.FirstName))
        {
            yield return ("firstName", "First name is required");
        }

        if (request?.LastName is { Length: > 0 } lastName && !PlainText.IsShort(lastName))
        {
            yield return ("lastName", "Last name is invalid");
        }

        if (request?.Email?.Trim() is not { } email || !PlainText.IsShort(email) || email.IndexOf('@', StringComparison.Ordinal) is < 1 || email.EndsWith('@') || email.Contains(' ', StringComparison.Ordinal))
        {
            yield return ("email", "Valid email is required");
        }

        if (request?.Password is not { Length: >= MinPasswordLength and <= MaxPasswordLength })
        {
            yield return ("password", "Password must be at least 6 characters");
        }
    }

    private static async Task<IResult> ProfileAsync(HttpContext context, IUserStore users) =>
        await users.FindByIdAsync(context.SupportUserOf().Id) is { } user
            ? Results.Json(new { status = "OK", message = Profile(user) })
            : SupportRequests.Message(StatusCodes.Status401Unauthorized, SupportAuthenticator.NoUser);

    private static IResult Logout(HttpContext context, SupportCookie cookie)
    {
        cookie.Clear(context);
        return Results.Json(new { status = "OK" });
    }

    private sealed record Registration(string? FirstName, string? LastName, string? Email, string? Password);
}
