using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Classroom;

namespace SocketIoCompat.UnitTests.Handlers.Support;

/// <summary>Who is where, as a test says.</summary>
internal sealed class FakeAttendance : IAttendance
{
    private readonly List<Attendee> _sockets = [];
    private double _now;

    public ClassroomRooms Rooms { get; } = new(Options.Create(new ClassroomOptions()));

    public ValueTask<IReadOnlyList<Attendee>> ReadAsync(string room) => new(
        [.. _sockets.Where(socket => (socket.SessionId is { } id && Rooms.Session(id) == room) || (socket.InterviewRoomId is { } interview && Rooms.Interview(interview) == room))]);

    public void Join(string sessionId, string socketId, ClassroomUser user) =>
        Set(socketId, new Attendee(socketId, user.UserId, user.Type) { SessionId = sessionId, JoinedAt = ++_now });

    public Attendee JoinInterview(string roomId, string socketId, InterviewRole role, string userId) => Set(
        socketId,
        new Attendee(socketId, userId, role == InterviewRole.Admin ? UserType.Admin : UserType.Tutor)
        {
            InterviewRoomId = roomId, InterviewRole = role, InterviewAt = ++_now,
        });

    public void Leave(string socketId) => _sockets.RemoveAll(socket => socket.SocketId == socketId);

    private Attendee Set(string socketId, Attendee attendee)
    {
        Leave(socketId);
        _sockets.Insert(0, attendee); // in no order that means anything
        return attendee;
    }
}
