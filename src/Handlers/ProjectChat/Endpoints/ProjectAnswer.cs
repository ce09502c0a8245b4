using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using SocketIoCompat.Handlers.ProjectChat.Contracts;

namespace SocketIoCompat.Handlers.ProjectChat.Endpoints;

/// <summary>The REST answers: <c>{success, data}</c>, and <c>{success:false, error:{message, code}}</c> for a refusal.</summary>
internal static class ProjectAnswer
{
    public static readonly IResult NoAccess = Error(StatusCodes.Status403Forbidden, "You do not have access to this project chat");

    public static readonly IResult NoMessage = Error(StatusCodes.Status404NotFound, "Message not found");

    public static IResult Data<T>(T data, int status = StatusCodes.Status200OK) =>
        Results.Json(new Answer<T>(true, data), ProjectJson.Options, statusCode: status);

    public static IResult Error(int status, string message, string? code = null) =>
        Results.Json(new Refusal(false, new RefusalText(message, code)), ProjectJson.Options, statusCode: status);

    public static IResult Invalid(string message, string? code = null) => Error(StatusCodes.Status400BadRequest, message, code);

    private sealed record Answer<T>(bool Success, T Data);

    private sealed record Refusal(bool Success, RefusalText Error);

    private sealed record RefusalText(
        string Message, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code);
}
