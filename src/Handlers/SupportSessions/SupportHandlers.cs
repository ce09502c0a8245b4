using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Authentication.Tokens;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Handlers.SupportSessions.Contracts;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.SupportSessions;

/// <summary>Joining, signals, chat and leaving. The contract has no error event: what cannot be done is dropped.</summary>
internal sealed partial class SupportHandlers(
    EventGate gate,
    SupportEntrance entrance,
    SupportRooms rooms,
    ISupportStore store,
    [FromKeyedServices(SystemNames.SupportSessions)] JwtVerifier verifier,
    IOptions<SupportOptions> options,
    TimeProvider time,
    ILogger<SupportHandlers> logger)
{
    private const int MaxTypeLength = 32;

    // Long enough for any database that works; the others of the call do not wait for one that does not.
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(1);

    private readonly SupportOptions _options = options.Value;

    [On("connection")]
    public Task Connected(Socket socket) => entrance.JoinAsync(socket);

    /// <summary>To the others of the session; the session that the page names is the one that it connected for, and is not read.</summary>
    [On("rtc-signal")]
    public async Task Signal(Socket socket, RawValue? signal = null)
    {
        if (Enter(socket, "rtc-signal", signal) is { } connection && Payload.IsRelayableObject(signal, _options.MaxSignalBytes))
        {
            await socket.To(rooms.Session(connection.SessionId)).EmitAsync(
                SupportEvents.Signal, signal!, socket.Id, connection.User);
        }
    }

    /// <summary>To one socket of the same session.</summary>
    [On("return-rtc-signal")]
    public async Task ReturnSignal(Socket socket, RawValue? signal = null, RawValue? callerId = null)
    {
        if (Enter(socket, "return-rtc-signal", signal) is { } connection &&
            Payload.IsRelayableObject(signal, _options.MaxSignalBytes) &&
            Payload.ReadText(callerId) is { } caller &&
            ClassroomIds.IsValid(caller) &&
            await rooms.FindParticipantAsync(connection.SessionId, caller) is { } room)
        {
            await socket.To(room).EmitAsync(
                SupportEvents.ReturnSignal, signal!, connection.User.Email);
        }
    }

    [On("chat-message")]
    public async Task Chat(Socket socket, RawValue? payload = null)
    {
        if (Enter(socket, "chat-message", payload) is not { } connection ||
            Payload.Read<ChatRequest>(payload) is not { } request ||
            Payload.ReadText(request.Text) is not { } text ||
            !PlainText.IsMessage(text, _options.MaxTextLength) ||
            !TryReadType(request.Type, connection.User, out var type))
        {
            return;
        }

        var now = time.GetUtcNow();
        try
        {
            await store.AppendAsync(
                connection.SessionId,
                new SupportEntry(SupportIds.NewObjectId(), EntryKind.Message, connection.User.Id, text, type, now));
        }
        catch (Exception exception) when (exception is DatabaseBusyException or DbException)
        {
            LogNotStored(logger, exception);
            return;
        }

        await socket.To(rooms.Session(connection.SessionId)).EmitAsync(
            SupportEvents.Message, new ChatText(connection.User.Name, text, IsoTime.Format(now), type));
    }

    [On("end-call")]
    public async Task End(Socket socket)
    {
        if (socket.Data.Get<SupportConnection>() is not { IsPresent: true } connection)
        {
            return;
        }

        if (SupportRole.IsStaff(connection.User.Role))
        {
            await EndSessionAsync(connection);
        }

        await entrance.LeaveAsync(socket, connection);
        socket.Disconnect();
    }

    /// <summary>The ids of the others who are in the session, for a page that has just come: the original tells it nothing. An addition of ours.</summary>
    [On("participants")]
    public async Task<string[]> Participants(Socket socket) =>
        Enter(socket, "participants", null) is { } connection ? await rooms.ReadOthersAsync(connection.SessionId, socket.Id) : [];

    [On("reauthenticate")]
    public Reauthenticated Reauthenticate(Socket socket, RawValue? payload = null) =>
        Enter(socket, "reauthenticate", payload) is { Expiry: { } expiry } connection
            ? Reauthentication.Renew(verifier, connection.User.Id, expiry, payload, _options.CloseOnTokenExpiry)
            : new Reauthenticated(false, Message: "Too many events");

    [On("disconnecting")]
    public Task Disconnecting(Socket socket) =>
        socket.Data.Get<SupportConnection>() is { } connection ? entrance.LeaveAsync(socket, connection) : Task.CompletedTask;

    private SupportConnection? Enter(Socket socket, string @event, RawValue? payload) =>
        socket.Data.Get<SupportConnection>() is { IsPresent: true } connection && gate.Passes(socket, connection.Rate, @event, payload)
            ? connection
            : null;

    // The end is stored even when the wait for it is over: the writing goes on, and so does the call's end.
    private async Task EndSessionAsync(SupportConnection connection)
    {
        try
        {
            await store.EndAsync(connection.SessionId, connection.User.Id).WaitAsync(EndPatience, time);
        }
        catch (Exception exception) when (exception is TimeoutException or DatabaseBusyException or DbException)
        {
            LogNotEnded(logger, connection.SessionId, exception);
        }
    }

    // A page that could write as the system could say anything in the system's name.
    private static bool TryReadType(RawValue? value, SupportUser user, out string? type)
    {
        type = null;
        if (Payload.IsMissing(value))
        {
            return true;
        }

        type = Payload.ReadText(value);
        if (string.Equals(type, "system", StringComparison.OrdinalIgnoreCase))
        {
            type = SupportRole.IsStaff(user.Role) ? "agent" : "user";
        }

        return type is { Length: <= MaxTypeLength } && PlainText.IsShort(type);
    }

    [LoggerMessage(3321, LogLevel.Warning, "The database did not answer: a chat message of a support session was dropped")]
    private static partial void LogNotStored(ILogger logger, Exception exception);

    [LoggerMessage(3322, LogLevel.Warning, "The database did not answer: the end of support session {SessionId} may not be stored")]
    private static partial void LogNotEnded(ILogger logger, string sessionId, Exception exception);
}
