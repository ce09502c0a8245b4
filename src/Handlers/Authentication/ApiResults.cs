using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace SocketIoCompat.Handlers.Authentication;

/// <summary>The contract's REST answers: <c>{success, data}</c>, and <c>{success:false, error}</c> for a refusal.</summary>
internal static class ApiResults
{
    public static readonly IResult NotAuthenticated = Error("Not authenticated", StatusCodes.Status401Unauthorized);

    public static IResult Ok<T>(T body) => Results.Json(body);

    public static IResult Data<T>(T data) => Results.Json(new DataAnswer<T>(true, data));

    public static IResult Invalid(string error) => Error(error, StatusCodes.Status400BadRequest);

    public static IResult Forbidden(string error) => Error(error, StatusCodes.Status403Forbidden);

    public static IResult NotFound(string error) => Error(error, StatusCodes.Status404NotFound);

    public static IResult Conflict(string error) => Error(error, StatusCodes.Status409Conflict);

    public static IResult Unavailable(string error) => Error(error, StatusCodes.Status503ServiceUnavailable);

    private static IResult Error(string error, int status) =>
        Results.Json(new ErrorAnswer(false, error), statusCode: status);

    private sealed record DataAnswer<T>(bool Success, T Data);

    private sealed record ErrorAnswer(bool Success, string Error);
}

/// <summary>Reads small JSON bodies. Demands the JSON content type, which a form of a foreign page cannot send.</summary>
internal static class ApiRequest
{
    private const int MaxBodyBytes = 16 * 1024;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.Strict,
    };

    /// <summary>The body; null when it is not JSON of this shape or too long.</summary>
    public static async Task<T?> ReadAsync<T>(HttpContext context)
        where T : class
    {
        if (!context.Request.HasJsonContentType() || context.Request.ContentLength is > MaxBodyBytes)
        {
            return null;
        }

        try
        {
            var body = new byte[MaxBodyBytes + 1];
            var length = await context.Request.Body.ReadAtLeastAsync(
                body, body.Length, throwOnEndOfStream: false, context.RequestAborted);
            return length > MaxBodyBytes ? null : JsonSerializer.Deserialize<T>(body.AsSpan(0, length), Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
