using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Classroom.Contracts;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary><c>interview:*</c>: a room for one tutor and one admin, and the call between them.</summary>
internal sealed class InterviewHandlers(
    ClassroomEntrance entrance, InterviewRooms rooms, [FromKeyedServices(SystemNames.Classroom)] Namespace io, IOptions<ClassroomOptions> options)
{
    private readonly int _maxBytes = options.Value.MaxSignalBytes;

    [On("interview:join")]
    public async Task Join(Socket socket, RawValue? payload = null)
    {
        const string Event = "interview:join";
        if (!entrance.TryEnter(socket, Event, payload, out var connection))
        {
            return;
        }

        var request = Payload.Read<InterviewJoin>(payload);
        if (request is not { RoomId: { } roomId } || !ClassroomIds.IsValid(roomId) || ParseRole(request.Role) is not { } role)
        {
            await socket.RefuseArgumentsAsync(Event);
            return;
        }

        // What the client calls itself makes him neither an admin nor a tutor; who he is does.
        if (connection.User.Type != TypeOf(role))
        {
            await socket.RefuseAsync(Event, Refusal.Forbidden, "This role is not yours.");
            return;
        }

        // A refusal changes nothing: whoever talks in another room goes on there.
        if (!rooms.TryJoin(roomId, role, connection.User.UserId, socket.Id, out var other))
        {
            await socket.RefuseAsync(Event, Refusal.Forbidden, "Somebody else has this place in the room.");
            return;
        }

        if (connection.Interview?.RoomId != roomId)
        {
            await LeaveAsync(socket, connection);
        }

        connection.Interview = new InterviewPlace(roomId, role);
        await socket.JoinAsync(ClassroomRooms.Interview(roomId));
        if (other is not null)
        {
            await io.To(other).EmitAsync(
                role == InterviewRole.Admin ? ClassroomEvents.AdminJoined : ClassroomEvents.TutorJoined);
        }
    }

    [On("interview:offer")]
    public async Task Offer(Socket socket, RawValue? payload = null)
    {
        if (await RouteAsync(socket, "interview:offer", payload, r => Payload.IsRelayableObject(r.Offer, _maxBytes))
            is var (request, other))
        {
            await io.To(other).EmitAsync(ClassroomEvents.InterviewOffer, new InterviewOffer(request.Offer!));
        }
    }

    [On("interview:answer")]
    public async Task Answer(Socket socket, RawValue? payload = null)
    {
        if (await RouteAsync(socket, "interview:answer", payload, r => Payload.IsRelayableObject(r.Answer, _maxBytes))
            is var (request, other))
        {
            await io.To(other).EmitAsync(ClassroomEvents.InterviewAnswer, new InterviewAnswer(request.Answer!));
        }
    }

    [On("interview:ice-candidate")]
    public async Task Candidate(Socket socket, RawValue? payload = null)
    {
        if (await RouteAsync(socket, "interview:ice-candidate", payload, r => Payload.IsRelayable(r.Candidate, _maxBytes))
            is var (request, other))
        {
            await io.To(other).EmitAsync(ClassroomEvents.InterviewCandidate, new InterviewCandidate(request.Candidate!));
        }
    }

    [On("interview:end")]
    public async Task End(Socket socket, RawValue? payload = null)
    {
        const string Event = "interview:end";
        if (!entrance.TryEnter(socket, Event, payload, out var connection))
        {
            return;
        }

        if (Payload.Read<InterviewRequest>(payload)?.RoomId is not { } roomId)
        {
            await socket.RefuseArgumentsAsync(Event);
            return;
        }

        if (connection.Interview is not { } place || place.RoomId != roomId || !rooms.TryEnd(roomId, place.Role, socket.Id))
        {
            await socket.RefuseAsync(Event, Refusal.Forbidden, "Only who is in the room ends the interview.");
            return;
        }

        connection.Interview = null;
        var room = ClassroomRooms.Interview(roomId);
        await io.To(room).EmitAsync(ClassroomEvents.InterviewEnded);
        await io.In(room).SocketsLeaveAsync(room);
    }

    [On("disconnecting")]
    public async Task Disconnecting(Socket socket)
    {
        if (socket.Data.Get<ClassroomConnection>() is { } connection)
        {
            await LeaveAsync(socket, connection);
        }
    }

    private static InterviewRole? ParseRole(string? role) => role switch
    {
        "tutor" => InterviewRole.Tutor,
        "admin" => InterviewRole.Admin,
        _ => null,
    };

    private static UserType TypeOf(InterviewRole role) =>
        role == InterviewRole.Admin ? UserType.Admin : UserType.Tutor;

    private async ValueTask LeaveAsync(Socket socket, ClassroomConnection connection)
    {
        if (connection.Interview is not { } place)
        {
            return;
        }

        connection.Interview = null;
        await socket.LeaveAsync(ClassroomRooms.Interview(place.RoomId));
        if (rooms.Leave(place.RoomId, place.Role, socket.Id) is { } other)
        {
            await io.To(other).EmitAsync(
                place.Role == InterviewRole.Admin ? ClassroomEvents.AdminLeft : ClassroomEvents.TutorLeft);
        }
    }

    /// <summary>Null when nothing is relayed: silently when the sender is not in the room or alone there.</summary>
    private async ValueTask<Route?> RouteAsync(
        Socket socket, string @event, RawValue? payload, Func<InterviewRequest, bool> isValid)
    {
        if (!entrance.TryEnter(socket, @event, payload, out var connection))
        {
            return null;
        }

        if (Payload.Read<InterviewRequest>(payload) is not { RoomId: { } roomId } request || !isValid(request))
        {
            await socket.RefuseArgumentsAsync(@event);
            return null;
        }

        return connection.Interview is { } place && place.RoomId == roomId &&
            rooms.OtherSideOf(roomId, place.Role, socket.Id) is { } other
            ? new Route(request, other)
            : null;
    }

    private sealed record Route(InterviewRequest Request, string SocketId);
}
