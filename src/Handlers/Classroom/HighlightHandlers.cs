using System.Data.Common;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using SocketIoCompat.Handlers.Classroom.Contracts;
using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary><c>highlight:*</c>: strokes over the lesson's material, kept in memory for who comes later.</summary>
internal sealed partial class HighlightHandlers(
    ClassroomEntrance entrance, SessionAccess access, IHighlightStore store, ClassroomRooms rooms, ILogger<HighlightHandlers> logger)
{
    [On("highlight:stroke")]
    public async Task Draw(Socket socket, RawValue? payload = null)
    {
        const string Event = "highlight:stroke";
        if (!entrance.TryEnter(socket, Event, payload, out var connection))
        {
            return;
        }

        var request = Payload.Read<StrokeRequest>(payload);
        if (request is not { SessionId: { } sessionId, Stroke: { } stroke } || ReadStroke(stroke) is not { } drawn)
        {
            await socket.RefuseArgumentsAsync(Event);
            return;
        }

        if (!await AdmitAsync(socket, connection, Event, sessionId))
        {
            return;
        }

        if (!store.TryAdd(sessionId, drawn.Id, stroke))
        {
            await socket.RefuseAsync(Event, Refusal.Full, "The session keeps no more highlights.");
            return;
        }

        await socket.To(rooms.Session(sessionId)).EmitAsync(ClassroomEvents.Stroke, new StrokeDrawn(stroke));
    }

    [On("highlight:clear")]
    public async Task Clear(Socket socket, RawValue? payload = null)
    {
        if (await EnterAsync(socket, "highlight:clear", payload) is not { } sessionId)
        {
            return;
        }

        store.Clear(sessionId);
        await socket.To(rooms.Session(sessionId)).EmitAsync(
            ClassroomEvents.HighlightsCleared, HighlightsCleared.Instance);
    }

    [On("highlight:request-sync")]
    public async Task RequestSync(Socket socket, RawValue? payload = null)
    {
        if (await EnterAsync(socket, "highlight:request-sync", payload, awaitsJoin: true) is { } sessionId)
        {
            await socket.EmitAsync(ClassroomEvents.HighlightSync, new HighlightSync(store.Read(sessionId)));
        }
    }

    private static Stroke? ReadStroke(RawValue value)
    {
        if (value.Attachments.Count > 0)
        {
            return null; // a stroke is kept: attachments would be too, uncounted
        }

        try
        {
            return value.Deserialize<Stroke>() is { Color: not null, Points: not null } stroke && ClassroomIds.IsValid(stroke.Id)
                ? stroke
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private async ValueTask<string?> EnterAsync(Socket socket, string @event, RawValue? payload, bool awaitsJoin = false)
    {
        if (!entrance.TryEnter(socket, @event, payload, out var connection))
        {
            return null;
        }

        if (Payload.Read<SessionReference>(payload)?.SessionId is not { } sessionId)
        {
            await socket.RefuseArgumentsAsync(@event);
            return null;
        }

        return await AdmitAsync(socket, connection, @event, sessionId, awaitsJoin) ? sessionId : null;
    }

    // The pages ask for highlights before they join. Where the join gives the place, the answer waits for it.
    private async ValueTask<bool> AdmitAsync(
        Socket socket, ClassroomConnection connection, string @event, string sessionId, bool awaitsJoin = false)
    {
        if (connection.SessionId == sessionId)
        {
            return true;
        }

        try
        {
            if (await access.FindAsync(connection.User, sessionId) is not null)
            {
                return true;
            }

            if (awaitsJoin && await access.IsOpenAsync(connection.User, sessionId))
            {
                connection.AwaitedHighlights = sessionId;
                return false;
            }
        }
        catch (Exception exception) when (exception is DatabaseBusyException or DbException)
        {
            LogNoSession(logger, sessionId, exception);
            await socket.RefuseUnavailableAsync(@event);
            return false;
        }

        await socket.RefuseSessionAsync(@event);
        return false;
    }

    [LoggerMessage(3230, LogLevel.Warning, "The database did not answer for the highlights of session {SessionId}")]
    private static partial void LogNoSession(ILogger logger, string sessionId, Exception exception);
}
