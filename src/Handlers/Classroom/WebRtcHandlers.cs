using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Classroom.Contracts;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary>
/// <c>webrtc:*</c>: relays what two browsers have to tell each other, only inside the sender's session, in the order it came,
/// to the socket of the receiver that joined last.
/// </summary>
internal sealed class WebRtcHandlers(
    ClassroomEntrance entrance, SessionPresence presence, [FromKeyedServices(SystemNames.Classroom)] Namespace io, IOptions<ClassroomOptions> options)
{
    private readonly int _maxBytes = options.Value.MaxSignalBytes;

    [On("webrtc:offer")]
    public async Task Offer(Socket socket, RawValue? payload = null)
    {
        if (await ReceiverAsync(socket, "webrtc:offer", payload, r => Payload.IsRelayableObject(r.Offer, _maxBytes))
            is var (request, from, receiver))
        {
            await io.To(receiver).EmitAsync(ClassroomEvents.Offer, new OfferSignal(request.Offer!, from));
        }
    }

    [On("webrtc:answer")]
    public async Task Answer(Socket socket, RawValue? payload = null)
    {
        if (await ReceiverAsync(socket, "webrtc:answer", payload, r => Payload.IsRelayableObject(r.Answer, _maxBytes))
            is var (request, from, receiver))
        {
            await io.To(receiver).EmitAsync(ClassroomEvents.Answer, new AnswerSignal(request.Answer!, from));
        }
    }

    [On("webrtc:ice-candidate")]
    public async Task Candidate(Socket socket, RawValue? payload = null)
    {
        if (await ReceiverAsync(socket, "webrtc:ice-candidate", payload, r => Payload.IsRelayable(r.Candidate, _maxBytes))
            is var (request, from, receiver))
        {
            await io.To(receiver).EmitAsync(ClassroomEvents.Candidate, new CandidateSignal(request.Candidate!, from));
        }
    }

    /// <summary>
    /// Null when nothing is relayed: silently when the sender is in no session or the receiver is not there, as in the original,
    /// and with a refusal when the arguments are wrong or the sender means himself.
    /// </summary>
    private async ValueTask<Route?> ReceiverAsync(
        Socket socket, string @event, RawValue? payload, Func<SignalRequest, bool> isValid)
    {
        if (!entrance.TryEnter(socket, @event, payload, out var connection) || connection.SessionId is not { } sessionId)
        {
            return null;
        }

        var user = connection.User;
        if (Payload.Read<SignalRequest>(payload) is { To: { } to } request && isValid(request))
        {
            if (await presence.FindLatestSocketAsync(sessionId, to, asking: user) is { } receiver)
            {
                return new Route(request, user.UserId, receiver);
            }

            if (to != user.UserId)
            {
                return null;
            }
        }

        await socket.RefuseArgumentsAsync(@event);
        return null;
    }

    private sealed record Route(SignalRequest Request, string From, string SocketId);
}
