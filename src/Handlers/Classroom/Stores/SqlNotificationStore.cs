using System.Text.Json;
using Dapper;
using SocketIoCompat.Handlers.Classroom.Contracts;
using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.Handlers.Classroom.Stores;

/// <summary><see cref="INotificationStore"/> over a table of our own.</summary>
internal sealed class SqlNotificationStore(IDatabase database, ClassroomSql sql, TimeProvider time) : INotificationStore
{
    public Task<Notification> CreateAsync(NewNotification notification)
    {
        var now = time.GetUtcNow();
        var id = ClassroomIds.NewId();
        return database.WriteAsync(async connection =>
        {
            await connection.ExecuteAsync(ClassroomSql.InsertNotification, new
            {
                id,
                userId = notification.UserId,
                userType = UserTypeName.Of(notification.UserType),
                type = notification.Type,
                title = notification.Title,
                message = notification.Message,
                data = notification.Data?.GetRawText(),
                isRead = false,
                now = database.Dialect.ToTimestamp(now),
            });
            return new Notification
            {
                Id = id,
                UserId = notification.UserId,
                UserType = notification.UserType,
                Type = notification.Type,
                Title = notification.Title,
                Message = notification.Message,
                Timestamp = IsoTime.Format(now),
                IsRead = false,
                Data = notification.Data,
            };
        });
    }

    public Task<NotificationList> ReadAsync(ClassroomUser user, int limit, int offset)
    {
        var (userId, userType) = Owner(user);
        return database.ReadAsync(async connection =>
        {
            var rows = await connection.QueryAsync<NotificationRow>(
                sql.SelectNotifications, new { userId, userType, limit, offset });
            var unread = await connection.ExecuteScalarAsync<int>(ClassroomSql.CountUnread, new { userId, userType });
            return new NotificationList([.. rows.Select(ToNotification)], unread);
        });
    }

    public Task<int?> MarkReadAsync(ClassroomUser user, string notificationId)
    {
        var (userId, userType) = Owner(user);
        return database.WriteAsync<int?>(async connection =>
        {
            var found = await connection.ExecuteAsync(
                ClassroomSql.MarkNotificationRead, new { id = notificationId, userId, userType, isRead = true });
            return found == 0 ? null : await connection.ExecuteScalarAsync<int>(ClassroomSql.CountUnread, new { userId, userType });
        });
    }

    public Task MarkAllReadAsync(ClassroomUser user)
    {
        var (userId, userType) = Owner(user);
        return database.WriteAsync(connection =>
            connection.ExecuteAsync(ClassroomSql.MarkAllNotificationsRead, new { userId, userType, isRead = true }));
    }

    private static (string UserId, string UserType) Owner(ClassroomUser user) => (user.UserId, UserTypeName.Of(user.Type));

    private Notification ToNotification(NotificationRow row) => new()
    {
        Id = row.Id,
        UserId = row.UserId,
        UserType = UserTypeName.Parse(row.UserType) ?? UserType.Student,
        Type = row.Type,
        Title = row.Title,
        Message = row.Message,
        Timestamp = IsoTime.Format(database.Dialect.FromTimestamp(row.CreatedAt)),
        IsRead = row.IsRead,
        Data = row.Data is null ? null : JsonElement.Parse(row.Data),
    };

    private sealed class NotificationRow
    {
        public string Id { get; init; } = "";

        public string UserId { get; init; } = "";

        public string? UserType { get; init; }

        public string Type { get; init; } = "";

        public string Title { get; init; } = "";

        public string Message { get; init; } = "";

        public string? Data { get; init; }

        public bool IsRead { get; init; }

        public object CreatedAt { get; init; } = "";
    }
}
