using SocketIoCompat.Handlers.Classroom.Contracts;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary><c>schedule:subscribe</c> and <c>schedule:unsubscribe</c>: a tutor hears of his own bookings, and of nobody else's.</summary>
internal sealed class ScheduleHandlers(ClassroomEntrance entrance, ClassroomRooms rooms)
{
    [On("schedule:subscribe")]
    public async Task Subscribe(Socket socket, RawValue? payload = null)
    {
        const string Event = "schedule:subscribe";
        if (!entrance.TryEnter(socket, Event, payload, out var connection))
        {
            return;
        }

        if (Payload.Read<ScheduleReference>(payload)?.TutorId is not { } tutorId)
        {
            await socket.RefuseArgumentsAsync(Event);
        }
        else if (connection.User.Type != UserType.Tutor || connection.User.UserId != tutorId)
        {
            await socket.RefuseAsync(Event, Refusal.Forbidden, "Only a tutor's own schedule can be watched.");
        }
        else
        {
            await socket.JoinAsync(rooms.Schedule(tutorId));
        }
    }

    [On("schedule:unsubscribe")]
    public async Task Unsubscribe(Socket socket)
    {
        if (entrance.TryEnter(socket, "schedule:unsubscribe", payload: null, out var connection))
        {
            await socket.LeaveAsync(rooms.Schedule(connection.User.UserId));
        }
    }
}
