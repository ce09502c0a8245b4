using System.Data.Common;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Authentication;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.Handlers.UserCalls;

/// <summary><c>/api/video/calls</c>: the record of a call, for its host and its guest.</summary>
internal static class CallEndpoints
{
    public static void MapCallEndpoints(this IEndpointRouteBuilder endpoints)
    {
        var calls = endpoints.MapGroup("/api/video/calls").AddEndpointFilter(RequireUserAsync);
        calls.MapPost("", CreateAsync);
        calls.MapGet("/{callId}", (HttpContext context, string callId, ICallStore store) => FindAsync(callId, store.FindAsync, UserOf(context)));
        calls.MapPost("/{callId}/join", JoinAsync);
        calls.MapPost("/{callId}/end", (HttpContext context, string callId, ICallStore store) =>
            FindAsync(callId, id => store.EndAsync(id, UserOf(context)), UserOf(context)));
    }

    // Before the route's values are looked at: strangers learn nothing, not even what an id looks like.
    private static async ValueTask<object?> RequireUserAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        if (context.RequestServices.GetService(typeof(CallEntrance)) is not CallEntrance entrance ||
            entrance.ReadUser(context) is not { } userId)
        {
            return Answer(StatusCodes.Status401Unauthorized, CallEntrance.Refusal);
        }

        context.Items[typeof(CallEndpoints)] = userId;
        try
        {
            return await next(invocation);
        }
        catch (Exception exception) when (exception is DatabaseBusyException or DbException)
        {
            return Answer(StatusCodes.Status503ServiceUnavailable, "The server cannot do this now; try again.");
        }
    }

    private static async Task<IResult> CreateAsync(
        HttpContext context, ICallStore store, IOptions<UserCallOptions> options, TimeProvider time)
    {
        // No body at all is a call without a name.
        var request = context.Request.ContentLength is null or 0 && !context.Request.HasJsonContentType()
            ? new NewCall(null)
            : await ApiRequest.ReadAsync<NewCall>(context);
        if (request is null || request.RoomName?.Length > options.Value.MaxRoomNameLength ||
            request.RoomName?.Contains('\0', StringComparison.Ordinal) == true)
        {
            return Answer(StatusCodes.Status400BadRequest, "room_name must be a text.");
        }

        var call = new VideoCall(
            Guid.NewGuid().ToString(), UserOf(context), GuestId: null, CallStatus.Pending, request.RoomName, time.GetUtcNow());
        await store.CreateAsync(call);
        return Results.Json(new CallAnswer(true, CallDocument.Of(call)), statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> JoinAsync(HttpContext context, string callId, ICallStore store)
    {
        if (!Guid.TryParse(callId, out var id))
        {
            return NoId();
        }

        var userId = UserOf(context);
        var call = await store.JoinAsync(id.ToString(), userId);
        return call switch
        {
            null => NoCall(),
            _ when call.HostId == userId => Answer(StatusCodes.Status400BadRequest, "The host is in the call already."),
            _ when call.GuestId != userId => Answer(StatusCodes.Status403Forbidden, "The call has another guest."),
            _ when call.Status == CallStatus.Ended => Answer(StatusCodes.Status409Conflict, "The call has ended."),
            _ => Results.Json(new CallAnswer(true, CallDocument.Of(call))),
        };
    }

    private static async Task<IResult> FindAsync(string callId, Func<string, Task<VideoCall?>> find, string userId) =>
        !Guid.TryParse(callId, out var id) ? NoId()
        : await find(id.ToString()) is not { } call ? NoCall()
        : call.Has(userId) ? Results.Json(new CallAnswer(true, CallDocument.Of(call)))
        : Answer(StatusCodes.Status403Forbidden, "Only the host and the guest of the call may do this.");

    private static string UserOf(HttpContext context) => (string)context.Items[typeof(CallEndpoints)]!;

    private static IResult NoId() => Answer(StatusCodes.Status400BadRequest, "The call's id must be a UUID.");

    private static IResult NoCall() => Answer(StatusCodes.Status404NotFound, "Call not found");

    private static IResult Answer(int status, string message) =>
        Results.Json(new Refused(false, message), statusCode: status);

    private sealed record NewCall([property: JsonPropertyName("room_name")] string? RoomName);

    private sealed record CallAnswer(bool Success, CallDocument Data);

    private sealed record Refused(bool Success, string Message);

    /// <summary>A call as the contract names its members.</summary>
    private sealed record CallDocument(
        string Id,
        [property: JsonPropertyName("host_id")] string HostId,
        [property: JsonPropertyName("guest_id")] string? GuestId,
        string Status,
        [property: JsonPropertyName("room_name")] string? RoomName,
        [property: JsonPropertyName("created_at")] string CreatedAt,
        [property: JsonPropertyName("started_at")] string? StartedAt,
        [property: JsonPropertyName("ended_at")] string? EndedAt)
    {
        public static CallDocument Of(VideoCall call) => new(
            call.Id,
            call.HostId,
            call.GuestId,
            call.Status,
            call.RoomName,
            IsoTime.Format(call.CreatedAt),
            call.StartedAt is { } started ? IsoTime.Format(started) : null,
            call.EndedAt is { } ended ? IsoTime.Format(ended) : null);
    }
}
