using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Authentication;
using SocketIoCompat.Handlers.Systems;
using SocketIoCompat.Handlers.Users;

namespace SocketIoCompat.Handlers.SupportSessions.Endpoints;

/// <summary><c>/api/sessions</c>, <c>/api/users</c> and <c>/api/teams</c>, for participants and those who work for the support.</summary>
internal static class SupportSessionEndpoints
{
    private const int MaxPageLength = 100;
    private const int MaxDescription = 10_000;

    public static void MapSupportSessionEndpoints(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api").AddEndpointFilter(SupportRequests.RequireUserAsync);
        api.MapPost("/sessions", BookAsync);
        api.MapGet("/sessions/all", ListAsync);
        api.MapGet("/sessions/{sessionId}", FindAsync);
        api.MapPut("/sessions/{sessionId}", UpdateAsync);
        api.MapPatch("/sessions/{sessionId}/assign", AssignAsync);
        api.MapPatch("/sessions/{sessionId}/status", SetStatusAsync);
        api.MapGet("/users", UsersAsync);
        api.MapGet("/teams", (SupportDocuments documents) => Results.Json(documents.Teams.Select(SupportDocuments.Team)));
    }

    private static async Task<IResult> BookAsync(HttpContext context, ISupportStore store, SupportDocuments documents, TimeProvider time)
    {
        var request = await ApiRequest.ReadAsync<Booking>(context);
        var errors = Errors(request).ToArray();
        if (errors.Length > 0)
        {
            return SupportRequests.Invalid(errors);
        }

        if (Moment(request!) is not { } date || date < time.GetUtcNow())
        {
            return SupportRequests.Message(StatusCodes.Status400BadRequest, "Invalid date and time");
        }

        var customer = context.SupportUserOf();
        var session = new SupportSession
        {
            SessionId = SupportIds.NewSessionId(),
            ObjectId = SupportIds.NewObjectId(),
            CustomerId = customer.Id,
            Team = documents.Teams[0],
            Category = request!.Category!,
            Subject = request.Subject!,
            Description = request.Description!,
            Date = date,
        };
        await store.CreateAsync(session);
        return Results.Json(
            new
            {
                message = "Support session booked successfully",
                session = new
                {
                    id = session.SessionId,
                    customer = new { name = customer.Name, email = customer.Email },
                    description = session.Description,
                },
            },
            statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, ISupportStore store, SupportDocuments documents, int page = 1, int limit = 10, bool own = false)
    {
        page = Math.Clamp(page, 1, 1_000_000);
        limit = Math.Clamp(limit, 1, MaxPageLength);
        var user = context.SupportUserOf();
        var (sessions, total) = await store.ListAsync(own || !SupportRole.IsStaff(user.Role) ? user.Id : null, (page - 1) * limit, limit);
        return Results.Json(new
        {
            sessions = await documents.ManyAsync(sessions),
            total,
            currentPage = page,
            totalPages = (total + limit - 1) / limit,
            limit,
        });
    }

    private static async Task<IResult> FindAsync(HttpContext context, string sessionId, ISupportStore store, SupportDocuments documents)
    {
        var user = context.SupportUserOf();
        if (await store.FindAsync(sessionId) is not { } session)
        {
            return NotFound();
        }

        return session.Has(user.Id) || user.Role == SupportRole.Admin
            ? Results.Json(new { session = await documents.WholeAsync(session) })
            : Forbidden();
    }

    private static async Task<IResult> UpdateAsync(
        HttpContext context,
        string sessionId,
        ISupportStore store,
        IUserStore users,
        SupportDocuments documents,
        IOptions<SupportOptions> options)
    {
        var user = context.SupportUserOf();
        if (!SupportRole.IsStaff(user.Role))
        {
            return Forbidden();
        }

        var request = await ApiRequest.ReadAsync<Change>(context);
        if (request is null ||
            (request.Status is { } status && !SupportStatus.All.Contains(status)) ||
            (request.Priority is { } priority && !SupportStatus.Priorities.Contains(priority)) ||
            (request.Notes is { Length: > 0 } notes && !PlainText.IsMessage(notes, MaxDescription)))
        {
            return SupportRequests.Invalid(("status", "Valid status, priority and notes are required"));
        }

        if (await store.FindAsync(sessionId) is null)
        {
            return NotFound();
        }

        if (request.Status == SupportStatus.Closed)
        {
            await store.EndAsync(sessionId, user.Id);
        }

        var session = await store.UpdateAsync(sessionId, request.Status, request.Priority, request.Notes);
        if (request.Email is { Length: > 0 } email)
        {
            if (await users.FindByEmailAsync(email) is not { } agent)
            {
                return SupportRequests.Message(StatusCodes.Status404NotFound, "Agent not found");
            }

            if (!SupportRole.IsStaff(SupportRole.Of(agent.Role)))
            {
                return SupportRequests.Message(StatusCodes.Status403Forbidden, "User is not authorized to be assigned as agent");
            }

            session = await store.AssignAsync(sessionId, agent.Id, user.Id, options.Value.MaxAgents);
        }

        return await AnswerAsync("Session updated successfully", session, documents);
    }

    private static async Task<IResult> AssignAsync(
        HttpContext context,
        string sessionId,
        ISupportStore store,
        IUserStore users,
        SupportDocuments documents,
        IOptions<SupportOptions> options)
    {
        var user = context.SupportUserOf();
        if (!SupportRole.IsStaff(user.Role))
        {
            return Forbidden();
        }

        if (await ApiRequest.ReadAsync<Assignment>(context) is not { AgentId: { Length: > 0 } agentId })
        {
            return SupportRequests.Message(StatusCodes.Status400BadRequest, "Agent ID is required");
        }

        if (await store.FindAsync(sessionId) is null)
        {
            return NotFound();
        }

        if (await users.FindByIdAsync(agentId) is not { } agent || !SupportRole.IsStaff(SupportRole.Of(agent.Role)))
        {
            return SupportRequests.Message(StatusCodes.Status404NotFound, "Agent not found");
        }

        return await AnswerAsync(
            "Agent assigned successfully", await store.AssignAsync(sessionId, agent.Id, user.Id, options.Value.MaxAgents), documents);
    }

    private static async Task<IResult> SetStatusAsync(HttpContext context, string sessionId, ISupportStore store, SupportDocuments documents)
    {
        var user = context.SupportUserOf();
        if (!SupportRole.IsStaff(user.Role))
        {
            return Forbidden();
        }

        if (await ApiRequest.ReadAsync<Change>(context) is not { Status: { } status } || !SupportStatus.All.Contains(status))
        {
            return SupportRequests.Message(StatusCodes.Status400BadRequest, "Valid status is required");
        }

        // Whoever sets a session back to its beginning has begun it, as in the original.
        var stored = status == SupportStatus.Pending ? SupportStatus.Active : status;
        if (stored == SupportStatus.Closed)
        {
            await store.EndAsync(sessionId, user.Id);
        }

        var session = await store.UpdateAsync(sessionId, stored, priority: null, notes: null);
        return await AnswerAsync("Session status updated successfully", session, documents);
    }

    // Customers see whom they may ask for, not each other.
    private static async Task<IResult> UsersAsync(HttpContext context, IUserStore users, string? role = null)
    {
        var wanted = string.IsNullOrEmpty(role) ? SupportRole.Agent : role;
        if (wanted != SupportRole.Agent && !SupportRole.IsStaff(context.SupportUserOf().Role))
        {
            return Forbidden();
        }

        return Results.Json((await users.ListByRoleAsync(wanted)).Select(u =>
            new JsonObject { ["_id"] = u.Id, ["name"] = u.Name, ["email"] = u.Email }));
    }

    private static async Task<IResult> AnswerAsync(string message, SupportSession? session, SupportDocuments documents) =>
        session is null ? NotFound() : Results.Json(new { message, session = await documents.WholeAsync(session) });

    private static IResult NotFound() => SupportRequests.Message(StatusCodes.Status404NotFound, "Session not found");

    private static IResult Forbidden() => SupportRequests.Message(StatusCodes.Status403Forbidden, "You do not have access to this");

    private static IEnumerable<(string Path, string Message)> Errors(Booking? request)
    {
        if (request?.Category is not { } category || !SupportStatus.Categories.Contains(category))
        {
            yield return ("category", "Valid category is required");
        }

        if (!PlainText.IsShort(request?.Subject))
        {
            yield return ("subject", "Subject is required");
        }

        if (!PlainText.IsMessage(request?.Description, MaxDescription))
        {
            yield return ("description", "Description is required");
        }

        if (!DateTimeOffset.TryParse(request?.Date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _))
        {
            yield return ("date", "Valid date is required");
        }

        if (!TimeOnly.TryParseExact(request?.Time, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            yield return ("time", "Valid time (HH:mm) is required");
        }
    }

    // The day of the date, the hour and minute of the time; the server knows no zone but UTC.
    private static DateTimeOffset? Moment(Booking request) =>
        DateTimeOffset.TryParse(request.Date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) &&
        TimeOnly.TryParseExact(request.Time, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock)
            ? new DateTimeOffset(date.UtcDateTime.Date, TimeSpan.Zero) + clock.ToTimeSpan()
            : null;

    private sealed record Booking(string? Category, string? Subject, string? Description, string? Date, string? Time);

    private sealed record Change(string? Status, string? Priority, string? Notes, string? Email);

    private sealed record Assignment(string? AgentId);
}
