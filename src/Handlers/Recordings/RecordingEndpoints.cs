using System.Data.Common;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using SocketIoCompat.Handlers.Authentication;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.Recordings;

/// <summary>
/// <c>/api/recordings/{system}/{callId}</c>: <c>POST</c> and <c>GET</c>, and with <c>/{id}</c> the file and its <c>DELETE</c>. For the
/// participants of the call; what is not theirs does not exist for others.
/// </summary>
internal static class RecordingEndpoints
{
    private static readonly IResult NoCall = ApiResults.NotFound("Call not found");
    private static readonly IResult NoRecording = ApiResults.NotFound("Recording not found");

    public static void MapRecordings(this IEndpointRouteBuilder endpoints)
    {
        var calls = endpoints.MapGroup("/api/recordings/{system}/{callId}").AddEndpointFilter(RequireUserAsync);
        calls.MapPost("", UploadAsync);
        calls.MapGet("", ListAsync);
        calls.MapGet("/{id}", PlayAsync);
        calls.MapDelete("/{id}", RemoveAsync);
    }

    private static async ValueTask<object?> RequireUserAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var systems = (IEnumerable<ISystemUsers>)context.RequestServices.GetService(typeof(IEnumerable<ISystemUsers>))!;
        var (slug, callId) = (context.GetRouteValue("system") as string, context.GetRouteValue("callId") as string);
        try
        {
            if (systems.FirstOrDefault(s => s.Slug == slug) is not { } system || !ClassroomIds.IsValid(callId))
            {
                return NoCall;
            }

            var users = await system.ReadAsync(context);
            if (users.Count == 0)
            {
                return ApiResults.NotAuthenticated;
            }

            SystemUser? participant = null;
            foreach (var user in users)
            {
                participant ??= await system.IsParticipantAsync(user, callId) ? user : null;
            }

            var parts = participant is null ? null : await system.ListPartsAsync(participant, callId);
            context.Items[typeof(Asker)] = new Asker(system, callId, users, participant, parts);
            return await next(invocation);
        }
        catch (Exception exception) when (exception is DatabaseBusyException or DbException)
        {
            return ApiResults.Unavailable("The server cannot do this now; try again.");
        }
        catch (IOException exception) when (exception is not BadHttpRequestException && !context.RequestAborted.IsCancellationRequested)
        {
            return ApiResults.Unavailable("The server cannot keep recordings now.");
        }
        catch (Exception exception) when (exception is OperationCanceledException or BadHttpRequestException)
        {
            return Results.StatusCode(StatusCodes.Status408RequestTimeout); // nobody reads it who has gone
        }
    }

    private static async Task<IResult> UploadAsync(HttpContext context, RecordingUpload uploads)
    {
        if (AskerOf(context) is not { Participant: { } user } asker)
        {
            return NoCall;
        }

        var part = asker.Parts is null ? null : context.Request.Query["part"].ToString();
        if (asker.Parts is { } parts && !parts.Any(p => p.Id == part && p.MayAdd))
        {
            return ApiResults.Forbidden("Only who made the recording may add it.");
        }

        var (recording, status, problem) = await uploads.TakeAsync(
            context, new RecordingPlace(asker.Slug, asker.System.RecordingLimits, asker.CallId, part, user));
        return recording is null
            ? Results.Json(new Refused(false, problem), statusCode: status)
            : Results.Json(new Taken(true, Document.Of(recording, asker)), statusCode: status);
    }

    private static async Task<IResult> ListAsync(HttpContext context, SqlRecordingStore store)
    {
        if (AskerOf(context) is not { Participant: not null } asker)
        {
            return NoCall;
        }

        context.Response.Headers.CacheControl = "no-store";
        return ApiResults.Data((await store.ListAsync(asker.Slug, asker.CallId, asker.Parts)).Select(recording => Document.Of(recording, asker)));
    }

    // The files come from users: nothing in them may run in this server's name.
    private static async Task<IResult> PlayAsync(HttpContext context, string id, SqlRecordingStore store, RecordingFiles files)
    {
        var asker = AskerOf(context);
        if (await store.FindAsync(asker.Slug, asker.CallId, id) is not { } recording || !asker.MayPlay(recording) ||
            files.Open(recording.Id) is not { } file)
        {
            return NoRecording;
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"recording-{recording.CreatedAt.UtcDateTime:yyyy-MM-dd-HHmmss}.{RecordingTypes.ExtensionOf(recording.ContentType)}");
        var headers = context.Response.Headers;
        headers.ContentDisposition = $"{(context.Request.Query.ContainsKey("download") ? "attachment" : "inline")}; filename=\"{name}\"";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.CacheControl = "private, max-age=3600";
        return Results.Stream(
            file, recording.ContentType, lastModified: recording.CreatedAt, entityTag: new EntityTagHeaderValue($"\"{recording.Id}\""), enableRangeProcessing: true);
    }

    private static async Task<IResult> RemoveAsync(HttpContext context, string id, SqlRecordingStore store, RecordingFiles files)
    {
        var asker = AskerOf(context);
        var recording = await store.FindAsync(asker.Slug, asker.CallId, id);
        if (recording is null || !(asker.MayPlay(recording) || asker.MayRemove(recording)))
        {
            return NoRecording;
        }

        if (!asker.MayRemove(recording))
        {
            return ApiResults.Forbidden("Only who made the recording, or an admin, may delete it.");
        }

        if (await store.RemoveAsync(recording.Id))
        {
            files.Remove(recording.Id);
        }

        return Results.NoContent();
    }

    private static Asker AskerOf(HttpContext context) => (Asker)context.Items[typeof(Asker)]!;

    /// <summary>Who sends a request, as whom he may be known to the system, and as whom he has a place in the call.</summary>
    private sealed record Asker(
        ISystemUsers System, string CallId, IReadOnlyList<SystemUser> Known, SystemUser? Participant, IReadOnlyList<CallPart>? Parts)
    {
        public string Slug => System.Slug;

        public bool MayPlay(Recording recording) => Participant is not null && (Parts is null || Parts.Any(part => part.Id == recording.Part));

        public bool MayRemove(Recording recording) => Known.Any(user => user.IsAdmin || user.Id == recording.UserId);
    }

    private sealed record Refused(bool Success, string Error);

    private sealed record Taken(bool Success, Document Data);

    /// <summary>A recording as pages see it.</summary>
    private sealed record Document(
        string Id, string UserId, string UserName, string ContentType, long Bytes, long? DurationMs, string CreatedAt, string Url, bool MayDelete)
    {
        public static Document Of(Recording recording, Asker asker) => new(
            recording.Id,
            recording.UserId,
            recording.UserName,
            recording.ContentType,
            recording.Bytes,
            recording.DurationMs,
            IsoTime.Format(recording.CreatedAt),
            $"/api/recordings/{recording.System}/{Uri.EscapeDataString(recording.CallId)}/{recording.Id}",
            asker.MayRemove(recording));
    }
}
