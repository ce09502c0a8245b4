using System.Data.Common;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Handlers.Users;

namespace SocketIoCompat.Handlers.Authentication.Login;

/// <summary><c>POST /api/auth/login</c> with email and password, for all systems that have users with passwords.</summary>
internal static class LoginEndpoint
{
    private const int MaxLength = 1024;

    public static IServiceCollection AddLogin(this IServiceCollection services)
    {
        services.AddUsers();
        services.TryAddSingleton<LoginRate>();
        return services;
    }

    /// <summary>Maps the endpoint, where a system uses it.</summary>
    public static void MapLogin(this IEndpointRouteBuilder endpoints)
    {
        if (endpoints.ServiceProvider.GetServices<ILoginPart>().Any())
        {
            endpoints.MapPost("/api/auth/login", LoginAsync);
        }
    }

    /// <summary>A refusal with the members that each system's pages read.</summary>
    public static IResult Refuse(int status, string message, string code, JsonNode? errors = null)
    {
        var body = new JsonObject
        {
            ["status"] = "ERROR",
            ["message"] = message,
            ["success"] = false,
            ["error"] = new JsonObject { ["message"] = message, ["code"] = code },
        };
        if (errors is not null)
        {
            body["errors"] = errors;
        }

        return Results.Json(body, statusCode: status);
    }

    /// <summary>The answer for as long as the database does not.</summary>
    public static IResult Unavailable() =>
        Refuse(StatusCodes.Status503ServiceUnavailable, "The server cannot do this now; try again.", "UNAVAILABLE");

    private static async Task<IResult> LoginAsync(
        HttpContext context, IUserStore users, UserPasswords passwords, LoginRate rate, IEnumerable<ILoginPart> parts)
    {
        if (await ApiRequest.ReadAsync<Credentials>(context) is not { Email: { Length: > 0 and <= MaxLength } email, Password: { Length: > 0 and <= MaxLength } password })
        {
            return Refuse(StatusCodes.Status400BadRequest, "Email and password are required", "MISSING_CREDENTIALS", Errors());
        }

        if (!rate.Allows(context.Connection.RemoteIpAddress))
        {
            return Refuse(StatusCodes.Status429TooManyRequests, "Too many attempts; try again in a minute", "RATE_LIMITED");
        }

        User? user;
        try
        {
            user = await users.FindByEmailAsync(email);
        }
        catch (Exception exception) when (exception is DatabaseBusyException or DbException)
        {
            return Unavailable();
        }

        var isRight = passwords.Verify(user, password);
        if (user is null)
        {
            return Refuse(StatusCodes.Status404NotFound, "Account not registered", "USER_NOT_FOUND");
        }

        return isRight
            ? Answer(context, user, parts)
            : Refuse(StatusCodes.Status401Unauthorized, "Password is incorrect", "INVALID_PASSWORD");
    }

    private static IResult Answer(HttpContext context, User user, IEnumerable<ILoginPart> parts)
    {
        var body = new JsonObject();
        foreach (var part in parts)
        {
            part.Add(context, user, body);
        }

        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(body);
    }

    private static JsonArray Errors() =>
        [new JsonObject { ["type"] = "field", ["msg"] = "Email and password are required", ["path"] = "email", ["location"] = "body" }];

    private sealed record Credentials(string? Email, string? Password);
}
