using System.Text.Json;
using System.Text.Json.Serialization;

namespace SocketIoCompat.Handlers.Classroom.Contracts;

/// <summary><c>notification:new</c>, and one element of <c>notification:list</c>.</summary>
internal sealed record Notification
{
    public required string Id { get; init; }

    public required string UserId { get; init; }

    public required UserType UserType { get; init; }

    public required string Type { get; init; }

    public required string Title { get; init; }

    public required string Message { get; init; }

    public required string Timestamp { get; init; }

    public required bool IsRead { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Data { get; init; }
}

/// <summary><c>notification:list</c>.</summary>
internal sealed record NotificationList(IReadOnlyList<Notification> Notifications, int UnreadCount);

/// <summary><c>notification:read</c>.</summary>
internal sealed record NotificationRead(string NotificationId, int UnreadCount);

/// <summary><c>notification:read-all</c>.</summary>
internal sealed record NotificationsRead(int UnreadCount);
