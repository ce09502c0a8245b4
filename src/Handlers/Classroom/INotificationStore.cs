using System.Text.Json;
using SocketIoCompat.Handlers.Classroom.Contracts;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary>The notifications of all users. A user is an id and a type: the ids of tutors and of students are separate sets.</summary>
internal interface INotificationStore
{
    Task<Notification> CreateAsync(NewNotification notification);

    /// <summary>A page, newest first, and how many of all are unread.</summary>
    Task<NotificationList> ReadAsync(ClassroomUser user, int limit, int offset);

    /// <summary>Marks one as read and returns how many are unread; null when the user has no such notification.</summary>
    Task<int?> MarkReadAsync(ClassroomUser user, string notificationId);

    Task MarkAllReadAsync(ClassroomUser user);
}

/// <summary>What a notification says, before it has an id.</summary>
/// <param name="UserId">Who gets it.</param>
/// <param name="UserType">What that user is.</param>
/// <param name="Type">Such as <c>booking_new</c> or <c>message</c>.</param>
/// <param name="Title">The heading.</param>
/// <param name="Message">The text.</param>
/// <param name="Data">An object for the client's use; null when there is none.</param>
internal sealed record NewNotification(
    string UserId, UserType UserType, string Type, string Title, string Message, JsonElement? Data = null);
