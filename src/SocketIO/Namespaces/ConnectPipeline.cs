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
    public static void SendRefusal(EngineSession session, ReadOnlySpan<byte> nsp, string message, ReadOnlySpan<byte> data)
    {
        using var encoder = PacketEncoder.Rent();
        encoder.EncodeConnectError(nsp, message, data);
        encoder.SendTo(session, SendFlags.Compress);
    }

    /// <summary>Never throws.</summary>
    public void Start(Socket socket)
    {
        if (nsp.Middlewares.Length == 0)
            Accept(socket);
        else
            _ = RunAsync(socket);
    }

    private async Task RunAsync(Socket socket)
    {
        var accepted = false;
        try
        {
            await using var scope = nsp.Server.Services.CreateAsyncScope();
            var middlewares = nsp.Middlewares;
            await NextAsync(new ConnectContext(socket, scope.ServiceProvider), 0);
            if (!accepted)
                throw new ConnectRefusedException();

            Task NextAsync(ConnectContext context, int index)
            {
                if (index < middlewares.Length)
                    return middlewares[index](context, next => NextAsync(next, index + 1));
                accepted = true;
                Accept(socket);
                return Task.CompletedTask;
            }
        }
        catch (ConnectRefusedException refusal) when (!accepted)
        {
            Refuse(socket, refusal.Message, refusal.ErrorData);
        }
        catch (Exception exception)
        {
            LogMiddlewareFailed(nsp.Server.Logger, nsp.Name, exception);
            if (!accepted)
                Refuse(socket, nsp.Server.Options.EnableDetailedErrors ? exception.Message : "Internal server error", null);
        }
    }

    private void Refuse(Socket socket, string message, RawValue? data)
    {
        LogRefused(nsp.Server.Logger, nsp.Name, socket.Connection.Id, message);
        nsp.Server.Metrics.ConnectRefused();
        socket.Client.Unregister(socket);
        SendRefusal(socket.Connection, nsp.Utf8Name, message, data is null ? default : data.Json.Span);
    }

    // The order is Node's: the socket is in its own room and CONNECT is written before any handler runs.
    private void Accept(Socket socket)
    {
        if (!socket.Client.TryRegister(socket))
            return;
        Task pending;
        using (FlushTurn.Begin())
        {
            using (var encoder = PacketEncoder.Rent())
            {
                encoder.EncodeConnect(nsp.Utf8Name, socket.Id);
                encoder.SendTo(socket.Connection, SendFlags.Compress);
            }

            nsp.Add(socket);
            pending = nsp.Dispatcher.DispatchConnection(socket, nsp.ConnectionHandlers);
        }

        if (pending.IsCompleted)
            socket.Inbox.Open();
        else
            _ = OpenAfterAsync(socket, pending);
    }

    private static async Task OpenAfterAsync(Socket socket, Task pending)
    {
        await pending; // observed by the dispatcher: it never fails
        socket.Inbox.Open();
    }

    [LoggerMessage(2030, LogLevel.Error, "A middleware of the namespace {Namespace} failed; the client is refused")]
    private static partial void LogMiddlewareFailed(ILogger logger, string @namespace, Exception exception);

    [LoggerMessage(2031, LogLevel.Debug, "The namespace {Namespace} refused session {SessionId}: {Reason}")]
    private static partial void LogRefused(ILogger logger, string @namespace, string sessionId, string reason);
}
