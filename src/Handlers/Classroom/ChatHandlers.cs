using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Classroom.Contracts;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary><c>chat:send</c>, <c>chat:typing</c> and <c>chat:request-history</c>.</summary>
internal sealed partial class ChatHandlers(
    ClassroomEntrance entrance,
    SessionAccess access,
    IChatStore store,
    [FromKeyedServices(SystemNames.Classroom)] Namespace io,
    ClassroomRooms rooms,
    MessageOrder order,
    AttachmentLinks links,
    IOptions<ClassroomOptions> options,
    TimeProvider time,
    ILogger<ChatHandlers> logger)
{
    // A history may be megabytes, and all histories are read by one thread.
    private const int HistoryCost = 10;

    private readonly ClassroomOptions _options = options.Value;

    [On("chat:send")]
    public async Task Send(Socket socket, RawValue? payload = null)
    {
        if (!entrance.TryEnter(
            socket, "chat:send", payload, out var connection, refuse: (s, c) => RefuseAsync(s, c.SessionId)))
        {
            return;
        }

        var request = Payload.Read<ChatSend>(payload);
        if (!ChatRules.Allow(request, _options))
        {
            await RefuseAsync(socket, Payload.Read<SessionReference>(payload)?.SessionId);
            return;
        }

        try
        {
            if (await IsMemberAsync(connection, request.SessionId!) && await StoreAndTellAsync(connection.User, request))
            {
                return;
            }
        }
        catch (Exception exception)
        {
            LogNotStored(logger, request.SessionId!, exception);
        }

        await RefuseAsync(socket, request.SessionId);
    }

    [On("chat:typing")]
    public async Task Typing(Socket socket, RawValue? payload = null)
    {
        const string Event = "chat:typing";
        if (!entrance.TryEnter(socket, Event, payload, out var connection) || connection.SessionId is not { } sessionId)
        {
            return;
        }

        if (Payload.Read<TypingChange>(payload)?.IsTyping is not { } isTyping)
        {
            await socket.RefuseArgumentsAsync(Event);
            return;
        }

        connection.IsTyping = isTyping;
        await socket.To(rooms.Session(sessionId)).EmitAsync(
            ClassroomEvents.Typing, new Typing(connection.User.UserId, isTyping));
    }

    [On("chat:request-history")]
    public async Task RequestHistory(Socket socket, RawValue? payload = null)
    {
        if (!entrance.TryEnter(
            socket,
            "chat:request-history",
            payload,
            out var connection,
            HistoryCost,
            (s, _) => s.EmitAsync(ClassroomEvents.History, [])))
        {
            return;
        }

        IReadOnlyList<ChatMessage> history = [];
        try
        {
            // Clients ask before or without joining, so the session's participants decide, not the room.
            if (Payload.Read<SessionReference>(payload)?.SessionId is { } sessionId &&
                await access.FindAsync(connection.User, sessionId) is not null)
            {
                history = await store.ReadNewestAsync(
                    sessionId, new HistoryLimits(_options.HistoryMessages, _options.MaxHistoryBytes, links.For(socket.Handshake)));
            }
        }
        catch (Exception exception) when (exception is DatabaseBusyException or DbException)
        {
            LogNoHistory(logger, socket.Id, exception);
        }

        await socket.EmitAsync(ClassroomEvents.History, history);
    }

    private async ValueTask<bool> IsMemberAsync(ClassroomConnection connection, string sessionId) =>
        connection.SessionId == sessionId || await access.FindAsync(connection.User, sessionId) is not null;

    /// <summary>False when the session keeps no more attachments.</summary>
    private async Task<bool> StoreAndTellAsync(ClassroomUser user, ChatSend request)
    {
        var stored = await order.StoreAndTellAsync(
            request.SessionId!,
            () => StoreAsync(user, request),
            message => io.To(rooms.Session(message.SessionId)).EmitAsync(ClassroomEvents.Message, message));
        if (stored is null)
        {
            LogFull(logger, request.SessionId!);
        }

        return stored is not null;
    }

    private Task<ChatMessage?> StoreAsync(ClassroomUser user, ChatSend request)
    {
        var now = time.GetUtcNow();
        var message = new ChatMessage
        {
            Id = ClassroomIds.NewMessageId(now),
            SessionId = request.SessionId!,
            SenderId = user.UserId,
            SenderType = user.Type,
            Text = request.Text!,
            Timestamp = IsoTime.Format(now),
            Correction = string.IsNullOrEmpty(request.Correction) ? null : request.Correction,
            FileUrl = string.IsNullOrEmpty(request.FileUrl) ? null : request.FileUrl,
            FileName = request.FileName,
            FileType = request.FileType,
            FileSize = request.FileSize,
        };
        return store.AppendAsync(message, now, _options.MaxAttachmentBytesPerSession);
    }

    // The old clients know no other refusal of a message; they show each id once, and the contract keeps this one.
    // What is no session's id is not sent back: it may be megabytes.
    private ValueTask RefuseAsync(Socket socket, string? sessionId) =>
        socket.EmitAsync(ClassroomEvents.Message, new ChatMessage
        {
            Id = "error",
            SessionId = ClassroomIds.IsValid(sessionId) ? sessionId : "",
            SenderId = "system",
            SenderType = UserType.Tutor,
            Text = "Failed to send message",
            Timestamp = IsoTime.Format(time.GetUtcNow()),
            IsSystemMessage = true,
        });

    [LoggerMessage(3220, LogLevel.Warning, "A message of session {SessionId} could not be stored")]
    private static partial void LogNotStored(ILogger logger, string sessionId, Exception exception);

    [LoggerMessage(3222, LogLevel.Information, "Session {SessionId} keeps no more attachments (Classroom:MaxAttachmentBytesPerSession)")]
    private static partial void LogFull(ILogger logger, string sessionId);

    [LoggerMessage(3221, LogLevel.Warning, "The history for socket {SocketId} could not be read")]
    private static partial void LogNoHistory(ILogger logger, string socketId, Exception exception);
}
