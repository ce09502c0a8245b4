using Microsoft.Extensions.DependencyInjection;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary>Creates notifications and tells the user's subscribed sockets.</summary>
internal sealed class NotificationService(INotificationStore store, ClassroomRooms rooms, [FromKeyedServices(SystemNames.Classroom)] Namespace io)
{
    public async Task<string> NotifyAsync(NewNotification notification)
    {
        var created = await store.CreateAsync(notification);
        await io.To(rooms.Notifications(created.UserType, created.UserId))
            .EmitAsync(ClassroomEvents.NotificationNew, created);
        return created.Id;
    }
}
