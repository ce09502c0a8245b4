using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocketIoCompat.Engine;
using SocketIoCompat.Events;

namespace SocketIoCompat.Namespaces;

/// <summary>
/// What happens to a CONNECT packet: middlewares in order, then the answer, then the connection handlers. Without middlewares
/// all of it runs inline on the read loop.
/// </summary>
internal sealed partial class ConnectPipeline(Namespace nsp)
{
    public static void SendRefusal(EngineSession session, ISocketPacketParser? parser, ReadOnlySpan<byte> nsp, string message, ReadOnlySpan<byte> data)
    {
        using var encoder = PacketEncoder.Rent(parser);
        encoder.EncodeConnectError(nsp, message, data);
        encoder.SendTo(session, SendFlags.Compress);
    }

    /// <summary>Never throws.</summary>
    public void Start(Socket socket)
    {
        var taking = socket.Pid is null || nsp.Recovery is null ? default : nsp.Recovery.TakeAsync(socket.Handshake.Auth);
        if (taking.IsCompletedSuccessfully)
            Decide(socket, taking.Result);
        else
            _ = DecideAfterAsync(socket, taking);
    }

    private async Task DecideAfterAsync(Socket socket, ValueTask<RecoverableSession?> taking) => Decide(socket, await taking);

    private void Decide(Socket socket, RecoverableSession? session)
    {
        try
        {
            if (nsp.Authorizations.Length > 0 || (nsp.Middlewares.Length > 0 && !SkipsMiddlewares(session)))
                _ = RunAsync(socket, session);
            else
                Accept(socket, session);
        }
        catch (Exception exception)
        {
            LogMiddlewareFailed(nsp.Server.Logger, nsp.Name, exception);
            Refuse(socket, session, "Internal server error", null);
        }
    }

    // Where handler groups share the namespace, a client must be in the one that it was in.
    private bool SkipsMiddlewares(RecoverableSession? session) =>
        session is not null && nsp.Recovery!.SkipMiddlewares && (session.Group is not null || nsp.Groups.Count == 0);

    private async Task RunAsync(Socket socket, RecoverableSession? session)
    {
        var decided = 0; // once: accepted or refused
        try
        {
            await using var scope = nsp.Server.Services.CreateAsyncScope();
            var context = new ConnectContext(socket, scope.ServiceProvider);
            foreach (var authorization in nsp.Authorizations)
                await authorization.CheckAsync(context);
            session = KeepIfSameUser(socket, session);
            if (session is not null)
                socket.Restore(session, keepUser: nsp.Authorizations.Length > 0);
            var skip = SkipsMiddlewares(session);
            var middlewares = skip ? [] : nsp.Middlewares;
            await NextAsync(context, 0);
            if (Volatile.Read(ref decided) == 0)
                throw new ConnectRefusedException();

            Task NextAsync(ConnectContext context, int index)
            {
                // The first of these choose the group, whose own come after them.
                var chosen = skip || index < middlewares.Length ? [] : socket.Group?.Middlewares ?? [];
                if (index < middlewares.Length + chosen.Length)
                {
                    var middleware = index < middlewares.Length ? middlewares[index] : chosen[index - middlewares.Length];
                    return middleware(context, next => NextAsync(next, index + 1));
                }

                if (Interlocked.Exchange(ref decided, 1) == 0)
                    Accept(socket, session);
                return Task.CompletedTask;
            }
        }
        catch (ConnectRefusedException refusal)
        {
            if (Interlocked.Exchange(ref decided, 1) == 0)
                Refuse(socket, session, refusal.Message, refusal.ErrorData);
        }
        catch (Exception exception)
        {
            LogMiddlewareFailed(nsp.Server.Logger, nsp.Name, exception);
            if (Interlocked.Exchange(ref decided, 1) == 0)
                Refuse(socket, session, nsp.Server.Options.EnableDetailedErrors ? exception.Message : "Internal server error", null);
        }
    }

    // Whoever holds a token that is not his starts anew, as himself.
    private RecoverableSession? KeepIfSameUser(Socket socket, RecoverableSession? session)
    {
        if (session is null || nsp.Authorizations.Length == 0 || session.UserId == RecoverableSession.Identify(socket.User))
            return session;
        nsp.Recovery!.Abandon(session);
        return null;
    }

    private void Refuse(Socket socket, RecoverableSession? session, string message, RawValue? data)
    {
        LogRefused(nsp.Server.Logger, nsp.Name, socket.Connection.Id, message);
        nsp.Server.Metrics.ConnectRefused();
        socket.Client.Unregister(socket);
        Discard(socket, session);
        if (socket.Connection.Protocol == 3)
            SendLegacyRefusal(socket.Connection, message, data);
        else
            SendRefusal(socket.Connection, nsp.Server.Parser, nsp.Utf8Name, message, data is null ? default : data.Json.Span);
    }

    // Version 4 of the protocol sends the data, or else the message, as it is (wire §8.6).
    private void SendLegacyRefusal(EngineSession session, string message, RawValue? data)
    {
        using var encoder = PacketEncoder.Rent(nsp.Server.Parser);
        encoder.EncodeLegacyConnectError(nsp.Utf8Name, message, data, nsp.Server.Json);
        encoder.SendTo(session, SendFlags.Compress);
    }

    // The order is Node's: the socket is in its own room and CONNECT is written before any handler runs.
    private void Accept(Socket socket, RecoverableSession? session)
    {
        if (!socket.Client.TryRegister(socket))
        {
            Discard(socket, session);
            return;
        }

        if (session is not null && !socket.Recovered)
            socket.Restore(session, keepUser: false);
        Task pending;
        using (FlushTurn.Begin())
        {
            if (nsp.Recovery is { } recovery && socket.Pid is not null)
                recovery.Enter(socket, session, Greet);
            else
                Greet(socket);
            pending = socket.Group is { } group
                ? group.Dispatcher.DispatchConnection(socket, group.ConnectionHandlers)
                : nsp.Dispatcher.DispatchConnection(socket, nsp.ConnectionHandlers);
        }

        if (pending.IsCompleted)
            socket.Inbox.Open();
        else
        {
            socket.Client.CountRunning(pending);
            _ = OpenAfterAsync(socket, pending);
        }
    }

    private void Discard(Socket socket, RecoverableSession? session)
    {
        if (session is not null)
            nsp.Recovery!.Abandon(session);
        nsp.Discard(socket);
    }

    private void Greet(Socket socket)
    {
        using (var encoder = PacketEncoder.Rent(nsp.Server.Parser))
        {
            encoder.EncodeConnect(nsp.Utf8Name, socket.Connection.Protocol == 3 ? null : socket.Id, socket.Pid);
            encoder.SendTo(socket.Connection, SendFlags.Compress);
        }

        nsp.Add(socket);
        nsp.Server.SocketConnected?.Invoke(socket);
    }

    private static async Task OpenAfterAsync(Socket socket, Task pending)
    {
        await pending; // observed by the dispatcher: it never fails
        socket.Inbox.Open();
    }

    [LoggerMessage(2030, LogLevel.Error, "A middleware of the namespace {Namespace} failed; a client that was not accepted yet is refused")]
    private static partial void LogMiddlewareFailed(ILogger logger, string @namespace, Exception exception);

    [LoggerMessage(2031, LogLevel.Debug, "The namespace {Namespace} refused session {SessionId}: {Reason}")]
    private static partial void LogRefused(ILogger logger, string @namespace, string sessionId, string reason);
}
