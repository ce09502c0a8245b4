using System.Data.Common;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocketIoCompat.Handlers.Classroom.Contracts;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary><c>notification:*</c>: always the user's own.</summary>
internal sealed partial class NotificationHandlers(
    ClassroomEntrance entrance,
    INotificationStore store,
    ClassroomRooms rooms,
    [FromKeyedServices(SystemNames.Classroom)] Namespace io,
    ILogger<NotificationHandlers> logger)
{
    private const int FirstPage = 20;
    private const int DefaultPage = 50;
    private const int MaxPage = 100;

    [On("notification:subscribe")]
    public Task Subscribe(Socket socket) => HandleAsync(socket, "notification:subscribe", payload: null, async user =>
    {
        await socket.JoinAsync(rooms.Notifications(user.Type, user.UserId));
        await SendListAsync(socket, user, FirstPage, offset: 0);
    });

    [On("notification:get-all")]
    public Task GetAll(Socket socket, RawValue? payload = null) => HandleAsync(socket, "notification:get-all", payload, user =>
    {
        var page = Payload.Read<NotificationPage>(payload);
        return SendListAsync(
            socket, user, Math.Clamp(page?.Limit ?? DefaultPage, 1, MaxPage), Math.Max(page?.Offset ?? 0, 0));
    });

    [On("notification:mark-read")]
    public Task MarkRead(Socket socket, RawValue? payload = null) => HandleAsync(socket, "notification:mark-read", payload, async user =>
    {
        if (ReadId(payload) is not { } id)
        {
            await socket.RefuseArgumentsAsync("notification:mark-read");
        }
        else if (await store.MarkReadAsync(user, id) is { } unread)
        {
            await io.To(rooms.Notifications(user.Type, user.UserId)).EmitAsync(
                ClassroomEvents.NotificationRead, new NotificationRead(id, unread));
        }
        else
        {
            await socket.RefuseAsync("notification:mark-read", Refusal.NotFound, "Notification not found");
        }
    });

    [On("notification:mark-all-read")]
    public Task MarkAllRead(Socket socket) => HandleAsync(socket, "notification:mark-all-read", payload: null, async user =>
    {
        await store.MarkAllReadAsync(user);
        await io.To(rooms.Notifications(user.Type, user.UserId)).EmitAsync(
            ClassroomEvents.NotificationsRead, new NotificationsRead(UnreadCount: 0));
    });

    private static string? ReadId(RawValue? payload)
    {
        if (payload is null || payload.Json.IsEmpty || payload.Json.Span[0] != (byte)'"')
        {
            return null;
        }

        try
        {
            return payload.Deserialize<string>() is { } id && ClassroomIds.IsValid(id) ? id : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task SendListAsync(Socket socket, ClassroomUser user, int limit, int offset) =>
        await socket.EmitAsync(ClassroomEvents.NotificationList, await store.ReadAsync(user, limit, offset));

    private async Task HandleAsync(Socket socket, string @event, RawValue? payload, Func<ClassroomUser, Task> handle)
    {
        if (!entrance.TryEnter(socket, @event, payload, out var connection))
        {
            return;
        }

        try
        {
            await handle(connection.User);
        }
        catch (Exception exception) when (exception is DatabaseBusyException or DbException)
        {
            LogUnavailable(logger, @event, exception);
            await socket.RefuseUnavailableAsync(@event);
        }
    }

    [LoggerMessage(3240, LogLevel.Warning, "The database did not answer for {Event}")]
    private static partial void LogUnavailable(ILogger logger, string @event, Exception exception);
}
