using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Classroom.Contracts;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary><c>interview:*</c>: a room for one tutor and one admin, and the call between them.</summary>
internal sealed class InterviewHandlers(
    ClassroomEntrance entrance,
    InterviewRooms interviews,
    ClassroomRooms rooms,
    SessionGate gate,
    JoinClock clock,
    [FromKeyedServices(SystemNames.Classroom)] Namespace io,
    IOptions<ClassroomOptions> options)
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
        if (request is not { RoomId: { } roomId } || !rooms.AllowsInterview(roomId) || InterviewRoles.Parse(request.Role) is not { } role)
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

        if (!await TakePlaceAsync(socket, connection, new InterviewPlace(roomId, role)))
        {
            await socket.RefuseAsync(Event, Refusal.Forbidden, "Somebody else has this place in the room.");
        }
        else if (await interviews.FindAsync(roomId, InterviewRooms.Other(role)) is { } other)
        {
            await io.To(other.SocketId).EmitAsync(
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

        if (connection.Interview is not { } place || place.RoomId != roomId || !await interviews.IsInAsync(roomId, place.Role, socket.Id))
        {
            await socket.RefuseAsync(Event, Refusal.Forbidden, "Only who is in the room ends the interview.");
            return;
        }

        connection.Interview = null;
        var room = rooms.Interview(roomId);
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

    private static UserType TypeOf(InterviewRole role) =>
        role == InterviewRole.Admin ? UserType.Admin : UserType.Tutor;

    // A refusal changes nothing: whoever talks in another room goes on there.
    private async ValueTask<bool> TakePlaceAsync(Socket socket, ClassroomConnection connection, InterviewPlace place)
    {
        using (await gate.EnterAsync(place.RoomId))
        {
            if (await interviews.FindAsync(place.RoomId, place.Role) is { } holder && holder.UserId != connection.User.UserId)
            {
                return false;
            }

            var before = connection.Interview;
            var room = rooms.Interview(place.RoomId);
            await socket.JoinAsync(room);
            socket.Data[Attendee.InterviewRoomKey] = place.RoomId;
            socket.Data[Attendee.InterviewRoleKey] = InterviewRoles.NameOf(place.Role);
            socket.Data[Attendee.InterviewAtKey] = clock.Next();
            if (await interviews.IsContestedAsync(place.RoomId, place.Role, connection.User.UserId))
            {
                socket.Data[Attendee.InterviewRoomKey] = before?.RoomId;
                socket.Data[Attendee.InterviewRoleKey] = before is null ? null : InterviewRoles.NameOf(before.Role);
                await socket.LeaveAsync(room);
                return false;
            }

            if (before is not null && before.RoomId != place.RoomId)
            {
                await LeaveRoomAsync(socket, before);
            }

            connection.Interview = place;
            return true;
        }
    }

    private async ValueTask LeaveAsync(Socket socket, ClassroomConnection connection)
    {
        if (connection.Interview is not { } place)
        {
            return;
        }

        connection.Interview = null;
        socket.Data[Attendee.InterviewRoomKey] = null;
        await LeaveRoomAsync(socket, place);
    }

    private async ValueTask LeaveRoomAsync(Socket socket, InterviewPlace place)
    {
        var room = rooms.Interview(place.RoomId);
        if (!socket.Rooms.Contains(room, StringComparer.Ordinal))
        {
            return; // the interview was ended
        }

        await socket.LeaveAsync(room);
        if (await interviews.FindLeftBehindAsync(place.RoomId, place.Role) is { } other)
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
            await interviews.FindOtherSideAsync(roomId, place.Role, socket.Id) is { } other
            ? new Route(request, other)
            : null;
    }

    private sealed record Route(InterviewRequest Request, string SocketId);
}
