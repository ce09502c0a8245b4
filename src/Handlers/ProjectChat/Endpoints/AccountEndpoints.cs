using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SocketIoCompat.Handlers.Authentication.Login;
using SocketIoCompat.Handlers.Authentication.Tokens;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.ProjectChat.Contracts;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Handlers.Systems;
using SocketIoCompat.Handlers.Users;

namespace SocketIoCompat.Handlers.ProjectChat.Endpoints;

/// <summary><c>/api/auth/signup</c>, <c>/api/auth/me</c>, <c>/api/profiles</c> and <c>/api/health</c>.</summary>
internal static class AccountEndpoints
{
    private const int MinPasswordLength = 8;
    private const int MaxPasswordLength = 200;

    private static readonly string[] Categories = ["editor", "client", "agency"];

    public static void MapAccountEndpoints(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/api/auth/signup", SignUpAsync);
        endpoints.MapGet("/api/auth/me", (HttpContext context) => ProjectAnswer.Data(Claims.Of(ProjectRequest.UserOf(context))))
            .AddEndpointFilter(ProjectRequest.RequireUserAsync);
        var profiles = endpoints.MapGroup("/api/profiles").AddEndpointFilter(ProjectRequest.RequireUserAsync);
        profiles.MapGet("/me", (HttpContext context, IUserStore users) => FindAsync(ProjectRequest.UserOf(context).Id, users));
        profiles.MapGet("/{userId}", (string userId, IUserStore users) => FindAsync(userId, users));
        endpoints.MapGet("/api/health", (TimeProvider time) =>
            Results.Json(new Health("ok", IsoTime.Format(time.GetUtcNow())), ProjectJson.Options));
    }

    private static async Task<IResult> FindAsync(string userId, IUserStore users) =>
        ClassroomIds.IsValid(userId) && await users.FindByIdAsync(userId) is { } user
            ? ProjectAnswer.Data(Profile.Of(user))
            : ProjectAnswer.Error(StatusCodes.Status404NotFound, "Profile not found");

    private static async Task<IResult> SignUpAsync(
        HttpContext context, IUserStore users, UserPasswords passwords, LoginRate rate, AccountTokens tokens)
    {
        if (await ProjectRequest.ReadAsync(context) is not { } body || ProjectJson.Text(body, "email")?.Trim() is not { } email ||
            ProjectJson.Text(body, "password") is not { } password || !IsAddress(email))
        {
            return ProjectAnswer.Invalid("Email and password are required", "MISSING_CREDENTIALS");
        }

        if (password.Length is < MinPasswordLength or > MaxPasswordLength)
        {
            return ProjectAnswer.Invalid($"Password must have at least {MinPasswordLength} characters", "WEAK_PASSWORD");
        }

        var name = ProjectJson.Text(body, "full_name")?.Trim() ?? "";
        var category = ProjectJson.Text(body, "user_category") ?? ProjectUser.DefaultCategory;
        if (name.Length > ClassroomIds.MaxLength || name.Any(char.IsControl) || !Categories.Contains(category))
        {
            return ProjectAnswer.Invalid("full_name must be a short text, user_category editor, client or agency");
        }

        if (!rate.Allows(context.Connection.RemoteIpAddress))
        {
            return ProjectAnswer.Error(
                StatusCodes.Status429TooManyRequests, "Too many attempts; try again in a minute", "RATE_LIMITED");
        }

        var user = new User { Id = Guid.NewGuid().ToString(), Email = email, Name = name, Role = category };
        user = user with { PasswordHash = passwords.Hash(user, password) };
        try
        {
            return await users.CreateAsync(user)
                ? ProjectAnswer.Data(tokens.SignIn(user), StatusCodes.Status201Created)
                : ProjectAnswer.Error(StatusCodes.Status409Conflict, "User already exists", "USER_EXISTS");
        }
        catch (Exception exception) when (exception is DatabaseBusyException or DbException)
        {
            return LoginEndpoint.Unavailable();
        }
    }

    private static bool IsAddress(string email) =>
        email.Length is > 2 and <= 320 && email.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < email.Length - 1 &&
        !email.Any(c => char.IsControl(c) || char.IsWhiteSpace(c));

    private sealed record Health(string Status, string Timestamp);
}

/// <summary>What a token says of its user.</summary>
internal static class Claims
{
    public static JsonObject Of(ProjectUser user) => new()
    {
        ["id"] = user.Id,
        ["userId"] = user.Id,
        ["email"] = user.Email,
        ["full_name"] = user.FullName,
        ["role"] = user.Category,
        ["user_category"] = user.Category,
    };
}

/// <summary>A user as others see him.</summary>
internal sealed record Profile(
    string Id, string? Email, string? FullName, string? AvatarUrl, string UserCategory, string CreatedAt, string UpdatedAt)
{
    public static Profile Of(User user)
    {
        var known = ProjectUser.Of(user);
        return new Profile(
            user.Id, user.Email, known.FullName, user.Avatar, known.Category, IsoTime.Format(user.CreatedAt), IsoTime.Format(user.UpdatedAt));
    }
}

/// <summary>Issues the tokens of the project chat, and writes its part of the shared login's answer.</summary>
internal sealed class AccountTokens([FromKeyedServices(SystemNames.ProjectChat)] JwtIssuer issuer) : ILoginPart
{
    /// <summary><c>{user, token}</c>.</summary>
    public JsonObject SignIn(User user)
    {
        var known = ProjectUser.Of(user);
        return new JsonObject
        {
            ["user"] = Claims.Of(known),
            ["token"] = issuer.Issue(writer =>
            {
                writer.WriteString("userId"u8, known.Id);
                writer.WriteString("email"u8, known.Email);
                writer.WriteString("role"u8, known.Category);
                writer.WriteString("user_category"u8, known.Category);
            }),
        };
    }

    public void Add(HttpContext context, User user, JsonObject body)
    {
        body["success"] = true;
        body["data"] = SignIn(user);
    }
}
