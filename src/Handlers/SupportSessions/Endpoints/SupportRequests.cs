using System.Data.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Handlers.SupportSessions.Contracts;

namespace SocketIoCompat.Handlers.SupportSessions.Endpoints;

/// <summary>What all of the support's endpoints have in common: the user of the cookie, and the answers.</summary>
internal static class SupportRequests
{
    /// <summary>The filter: 401 without a good cookie (never a redirect), 503 while the database does not answer.</summary>
    public static async ValueTask<object?> RequireUserAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        try
        {
            var identity = await context.RequestServices.GetRequiredService<SupportAuthenticator>().ReadAsync(context.Request.Headers.Cookie);
            if (identity.User is not { } user)
            {
                return Message(StatusCodes.Status401Unauthorized, identity.Refusal!);
            }

            context.Items[typeof(SupportUser)] = user;
            context.Response.Headers.CacheControl = "no-store";
            return await next(invocation);
        }
        catch (Exception exception) when (exception is DatabaseBusyException or DbException)
        {
            return Message(StatusCodes.Status503ServiceUnavailable, "The server cannot do this now; try again.");
        }
    }

    /// <summary>The user whom the filter let pass.</summary>
    public static SupportUser SupportUserOf(this HttpContext context) => (SupportUser)context.Items[typeof(SupportUser)]!;

    /// <summary><c>{message}</c>.</summary>
    public static IResult Message(int status, string message) => Results.Json(new MessageAnswer(message), statusCode: status);

    /// <summary><c>{errors}</c>, as express-validator writes them.</summary>
    public static IResult Invalid(params IEnumerable<(string Path, string Message)> errors) =>
        Results.Json(
            new ErrorsAnswer([.. errors.Select(e => new FieldError("field", e.Message, e.Path, "body"))]),
            statusCode: StatusCodes.Status400BadRequest);

    private sealed record MessageAnswer(string Message);

    private sealed record ErrorsAnswer(IReadOnlyList<FieldError> Errors);

    private sealed record FieldError(string Type, string Msg, string Path, string Location);
}
