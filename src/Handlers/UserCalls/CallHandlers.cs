using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Authentication.Tokens;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Handlers.Systems;
using SocketIoCompat.Handlers.UserCalls.Contracts;

namespace SocketIoCompat.Handlers.UserCalls;

/// <summary>
/// <c>webrtc:*</c>: brings what one user's page has to say to every page of another user. The contract has no refusals: what cannot
/// be brought is dropped.
/// </summary>
internal sealed partial class CallHandlers(
    CallEntrance entrance,
    EventGate gate,
    ICallStore store,
    CallDirectory directory,
    CallRooms rooms,
    [FromKeyedServices(SystemNames.UserCalls)] JwtVerifier verifier,
    IOptions<UserCallOptions> options,
    TimeProvider time,
    ILogger<CallHandlers> logger)
{
    private readonly UserCallOptions _options = options.Value;

    [On("connection")]
    public Task Connected(Socket socket) => entrance.EnterAsync(socket);

    [On("webrtc:call")]
    public Task Call(Socket socket, RawValue? payload = null) => RelayAsync(socket, "webrtc:call", payload, async (signal, request) =>
    {
        var roomName = Payload.ReadText(request.RoomName);
        if (roomName?.Length > _options.MaxRoomNameLength)
        {
            return;
        }

        var call = signal.CallId is { } id
            ? await store.InviteAsync(id, signal.From, signal.To)
            : await CreateAsync(signal, roomName);
        if (call is null || directory.Allows(call, signal.From, signal.To))
        {
            await Receiver(socket, signal).EmitAsync(CallEvents.Incoming, new IncomingCall(signal.From, call?.Id ?? signal.CallId!, roomName));
        }
    });

    [On("webrtc:offer")]
    public Task Offer(Socket socket, RawValue? payload = null) => DescribeAsync(socket, CallEvents.Offer, payload);

    [On("webrtc:answer")]
    public Task Answer(Socket socket, RawValue? payload = null) => DescribeAsync(socket, CallEvents.Answer, payload);

    [On("webrtc:ice-candidate")]
    public Task Candidate(Socket socket, RawValue? payload = null) => RelayAsync(socket, "webrtc:ice-candidate", payload, async (signal, request) =>
    {
        if (Payload.IsRelayable(request.Candidate, _options.MaxSignalBytes) &&
            await directory.AllowsAsync(signal.CallId, signal.From, signal.To))
        {
            await Receiver(socket, signal).EmitAsync(
                CallEvents.Candidate, new IceCandidateSignal(signal.From, request.Candidate!, signal.CallId));
        }
    });

    [On("webrtc:end-call")]
    public Task End(Socket socket, RawValue? payload = null) => RelayAsync(socket, "webrtc:end-call", payload, async (signal, _) =>
    {
        // The record first: whoever is told that the call is over finds it so.
        if (signal.CallId is not { } id ||
            await store.EndAsync(id, signal.From) is not { } call ||
            directory.Allows(call, signal.From, signal.To))
        {
            await Receiver(socket, signal).EmitAsync(CallEvents.Ended, new EndedCall(signal.From, signal.CallId));
        }
    });

    [On("reauthenticate")]
    public Reauthenticated Reauthenticate(Socket socket, RawValue? payload = null)
    {
        var connection = socket.Data.Require<CallConnection>();
        return gate.Passes(socket, connection.Rate, "reauthenticate", payload)
            ? Reauthentication.Renew(
                verifier, connection.UserId, socket.Data.Require<TokenExpiry>(), payload, _options.CloseOnTokenExpiry)
            : new Reauthenticated(false, Message: "Too many events");
    }

    [On("disconnect")]
    public static void Disconnected(Socket socket) => socket.Data.Get<TokenExpiry>()?.Dispose();

    private Task DescribeAsync(Socket socket, Event<DescriptionSignal> @event, RawValue? payload) =>
        RelayAsync(socket, @event.Name, payload, async (signal, request) =>
        {
            if (!Payload.IsMissing(request.Sdp) &&
                Payload.IsRelayable(request.Sdp, _options.MaxSignalBytes) &&
                await directory.AllowsAsync(signal.CallId, signal.From, signal.To))
            {
                await Receiver(socket, signal).EmitAsync(@event, new DescriptionSignal(signal.From, request.Sdp!, signal.CallId));
            }
        });

    private async Task RelayAsync(Socket socket, string @event, RawValue? payload, Func<Signal, CallRequest, Task> relay)
    {
        var connection = socket.Data.Require<CallConnection>();
        if (!gate.Passes(socket, connection.Rate, @event, payload) ||
            Payload.Read<CallRequest>(payload) is not { } request ||
            Payload.ReadText(request.To) is not { } to ||
            !ClassroomIds.IsValid(to) ||
            to == connection.UserId)
        {
            return;
        }

        var callId = Payload.ReadText(request.CallId);
        if (!Payload.IsMissing(request.CallId) && !ClassroomIds.IsValid(callId))
        {
            return;
        }

        try
        {
            await relay(new Signal(connection.UserId, to, callId), request);
        }
        catch (Exception exception) when (exception is DatabaseBusyException or DbException)
        {
            LogNotRelayed(logger, @event, exception);
        }
    }

    private async Task<VideoCall> CreateAsync(Signal signal, string? roomName)
    {
        var call = new VideoCall(Guid.NewGuid().ToString(), signal.From, signal.To, CallStatus.Pending, roomName, time.GetUtcNow());
        await store.CreateAsync(call);
        return call;
    }

    private BroadcastOperator Receiver(Socket socket, Signal signal) => socket.To(rooms.User(signal.To));

    private readonly record struct Signal(string From, string To, string? CallId);

    [LoggerMessage(3310, LogLevel.Warning, "The database did not answer: {Event} of the user calls was dropped")]
    private static partial void LogNotRelayed(ILogger logger, string @event, Exception exception);
}
