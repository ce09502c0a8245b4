using System.Data.Common;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SocketIoCompat.Handlers.Authentication.Tokens;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.ProjectChat.Endpoints;

/// <summary>Who sends a request, and what.</summary>
internal static class ProjectRequest
{
    private const int MaxBodyBytes = 128 * 1024;

    /// <summary>Lets nobody in without a good token, and answers for a database that is busy or away.</summary>
    public static async ValueTask<object?> RequireUserAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        try
        {
            var header = context.Request.Headers.Authorization.ToString();
            if (Refuse(header) is { } refusal)
            {
                return refusal;
            }

            var tokens = context.RequestServices.GetRequiredService<TokenCheck>();
            if (await tokens.FindAsync(JwtVerifier.FromBearer(header)) is not { } found)
            {
                return Unauthorized("Invalid or expired token", "INVALID_TOKEN");
            }

            context.Items[typeof(ProjectUser)] = found.User;
            return await next(invocation);
        }
        catch (Exception exception) when (exception is DatabaseBusyException or DbException)
        {
            return ProjectAnswer.Error(
                StatusCodes.Status503ServiceUnavailable, "The server cannot do this now; try again.", "UNAVAILABLE");
        }
    }

    public static ProjectUser UserOf(HttpContext context) => (ProjectUser)context.Items[typeof(ProjectUser)]!;

    /// <summary>The body; null when it is no JSON object, or too long. A form of a foreign page cannot send one.</summary>
    public static async Task<JsonElement?> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType() || context.Request.ContentLength is > MaxBodyBytes)
        {
            return null;
        }

        var body = new byte[MaxBodyBytes + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, context.RequestAborted);
        return length > MaxBodyBytes ? null : PeerJson.TryParse(body.AsSpan(0, length));
    }

    private static IResult? Refuse(string header) => header switch
    {
        "" => Unauthorized("No token provided", "NO_TOKEN"),
        _ when !header.StartsWith("Bearer", StringComparison.OrdinalIgnoreCase) => Unauthorized("Invalid token format", "INVALID_FORMAT"),
        _ when JwtVerifier.FromBearer(header) is not { Length: > 0 } => Unauthorized("Token is empty", "EMPTY_TOKEN"),
        _ => null,
    };

    private static IResult Unauthorized(string message, string code) =>
        ProjectAnswer.Error(StatusCodes.Status401Unauthorized, message, code);
}
