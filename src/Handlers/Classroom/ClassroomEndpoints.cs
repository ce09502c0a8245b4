using System.Data.Common;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SocketIoCompat.Handlers.Authentication;
using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary>
/// <c>POST /api/sessions/classroom</c>, <c>GET /api/classroom/files/{messageId}</c> and, in Development only,
/// <c>POST /api/dev/notifications</c>.
/// </summary>
internal static class ClassroomEndpoints
{
    private static readonly HashSet<string> Images =
        new(StringComparer.OrdinalIgnoreCase) { "image/png", "image/jpeg", "image/gif", "image/webp", "image/avif" };

    public static void MapClassroomEndpoints(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/api/sessions/classroom", CreateSessionAsync);
        endpoints.MapGet(AttachmentLinks.Path + "{messageId}", GetFileAsync);
        if (endpoints.ServiceProvider.GetRequiredService<IHostEnvironment>().IsDevelopment())
        {
            endpoints.MapPost("/api/dev/notifications", NotifyAsync);
        }
    }

    private static async Task<IResult> CreateSessionAsync(
        HttpContext context, IdentityReader reader, ISessionStore store, SessionAccess access)
    {
        var users = await UsersAsync(context, reader);
        if (users.Count == 0)
        {
            return ApiResults.NotAuthenticated;
        }

        if (users.FirstOrDefault(u => u.Role is UserType.Tutor or UserType.Admin) is not { } user)
        {
            return ApiResults.Forbidden("Only a tutor or an admin creates sessions.");
        }

        var request = await ApiRequest.ReadAsync<NewSession>(context);
        var tutorId = request?.TutorId ?? (user.Role == UserType.Tutor ? user.UserId : null);
        var sessionId = request?.SessionId ?? ClassroomIds.NewSessionId();
        if (request is null || !ClassroomIds.IsValid(tutorId) || !ClassroomIds.IsValid(request.StudentId) ||
            !ClassroomIds.IsValid(sessionId) || request.DurationMinutes is < 1 or > 24 * 60)
        {
            return ApiResults.Invalid("A JSON object with studentId is needed, and from an admin tutorId.");
        }

        if (user.Role == UserType.Tutor && tutorId != user.UserId)
        {
            return ApiResults.Forbidden("A tutor creates only sessions of his own.");
        }

        var session = new ClassroomSession(
            sessionId, tutorId, request.StudentId, SessionStatus.Scheduled, CreatedByJoin: false);
        return await OrUnavailableAsync(async () =>
            await access.MayExistAsync(sessionId) && await store.CreateAsync(session, request.StartTime, request.DurationMinutes)
                ? ApiResults.Data(new CreatedSession(sessionId, tutorId!, request.StudentId!, session.Status))
                : ApiResults.Conflict("A session with this id exists."));
    }

    private static async Task<IResult> GetFileAsync(
        HttpContext context, string messageId, IdentityReader reader, IChatStore chat, SessionAccess access)
    {
        var users = await UsersAsync(context, reader);
        if (users.Count == 0)
        {
            return ApiResults.NotAuthenticated;
        }

        return await OrUnavailableAsync(async () =>
        {
            var file = ClassroomIds.IsValid(messageId) ? await chat.FindFileAsync(messageId) : null;
            if (file is not null)
            {
                foreach (var user in users)
                {
                    if (await access.FindAsync(new ClassroomUser(user.UserId, user.Role), file.SessionId) is not null)
                    {
                        return Serve(context, file);
                    }
                }
            }

            // Strangers and wrong ids get the same answer.
            return ApiResults.NotFound("File not found");
        });
    }

    // Files come from users: nothing in them may run in this server's name, and only plain images are shown in place.
    private static IResult Serve(HttpContext context, StoredFile file)
    {
        if (DataUrl.Parse(file.Url) is not { } data)
        {
            return Uri.TryCreate(file.Url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
                ? Results.Redirect(uri.AbsoluteUri)
                : ApiResults.NotFound("File not found");
        }

        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.CacheControl = "private, max-age=3600";
        return Images.Contains(data.MediaType)
            ? Results.Bytes(data.Bytes, data.MediaType)
            : Results.Bytes(data.Bytes, "application/octet-stream", file.Name is { Length: > 0 } name ? name : "attachment");
    }

    private static async Task<IResult> NotifyAsync(HttpContext context, NotificationService service)
    {
        if (await ApiRequest.ReadAsync<NotifyRequest>(context) is not { Title: { } title, Message: { } message } request ||
            !ClassroomIds.IsValid(request.UserId) ||
            UserTypeName.Parse(request.UserType ?? "student") is not { } userType)
        {
            return ApiResults.Invalid("A JSON object with userId, title and message is needed.");
        }

        var notification = new NewNotification(
            request.UserId!, userType, request.Type ?? "system", title, message, request.Data);
        return await OrUnavailableAsync(async () =>
            ApiResults.Data(new CreatedNotification(await service.NotifyAsync(notification))));
    }

    private static async Task<List<UserProfile>> UsersAsync(HttpContext context, IdentityReader reader)
    {
        var tickets = await reader.ReadAllAsync(context, IdentityCookie.All);
        return [.. tickets.Select(t => UserProfile.FromPrincipal(t.Principal)).OfType<UserProfile>()];
    }

    private static async Task<IResult> OrUnavailableAsync(Func<Task<IResult>> answer)
    {
        try
        {
            return await answer();
        }
        catch (Exception exception) when (exception is DatabaseBusyException or DbException)
        {
            return ApiResults.Unavailable("The server cannot do this now; try again.");
        }
    }

    private sealed record NewSession(
        string? SessionId, string? TutorId, string? StudentId, DateTimeOffset? StartTime, int? DurationMinutes);

    private sealed record CreatedSession(string SessionId, string TutorId, string StudentId, string Status);

    private sealed record NotifyRequest(
        string? UserId, string? UserType, string? Type, string? Title, string? Message, JsonElement? Data);

    private sealed record CreatedNotification(string Id);
}
