using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SocketIoCompat.Engine.Transports;
using SocketIoCompat.Protocol.EngineIO;

namespace SocketIoCompat.Engine;

/// <summary>Requests without a session id: they open a session or are refused.</summary>
internal sealed partial class EngineHandshakes(EngineServer server)
{
    private static readonly string[] WebSocketUpgrade = [TransportNames.WebSocket];

    private readonly EngineOptions _options = server.Options;
    private readonly byte[]? _initialMessage = server.Options.InitialPacket is { } initial ? Encoding.UTF8.GetBytes(initial) : null;

    public async Task HandleAsync(HttpContext context, EngineQuery query, bool isWebSocket)
    {
        if (await FindErrorAsync(context, query, isWebSocket) is { } error)
        {
            await EngineErrors.RefuseAsync(server, context, error.Error, isWebSocket, error.Circumstance);
            return;
        }
        if (query.Transport == EngineTransports.Polling && isWebSocket)
        {
            await WebSocketRefusal.RunAsync(await WebSocketAcceptor.AcceptAsync(context, deflate: null), server.Time);
            return;
        }
        if (MakeId(context) is not { } id)
        {
            await EngineErrors.RefuseAsync(server, context, EngineError.BadRequest, isWebSocket, EngineErrors.IdGenerationError);
            return;
        }
        switch (server.IsAccepting ? server.Sessions.TryReserve(id) : Reservation.Full)
        {
            case Reservation.Full:
                server.OnHandshakeNotAccepted();
                await EngineErrors.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable);
                break;
            case Reservation.IdTaken:
                await EngineErrors.RefuseAsync(server, context, EngineError.BadRequest, isWebSocket, EngineErrors.IdGenerationError);
                break;
            case Reservation.Made when isWebSocket:
                await OpenWebSocketAsync(context, query, id);
                break;
            default:
                await OpenPollingAsync(context, query, id);
                break;
        }
    }

    /// <summary>The checks of a handshake, in the order of the reference.</summary>
    private async ValueTask<(EngineError Error, string? Circumstance)?> FindErrorAsync(HttpContext context, EngineQuery query, bool isWebSocket)
    {
        // Over HTTP/2 a websocket comes by CONNECT; the reference knows HTTP/1.1 only.
        if (!HttpMethods.IsGet(context.Request.Method) && !(isWebSocket && HttpMethods.IsConnect(context.Request.Method)))
            return (EngineError.BadHandshakeMethod, null);
        if (query.Transport == EngineTransports.WebSocket && !isWebSocket)
            return (EngineError.BadRequest, EngineErrors.TransportHandshakeError);
        if (isWebSocket && !WebSocketAcceptor.IsValid(context))
            return (EngineError.BadRequest, EngineErrors.TransportHandshakeError);
        if (isWebSocket && !await WebSocketOrigin.IsAllowedAsync(context))
            return (EngineError.Forbidden, EngineErrors.OriginNotAllowed);
        if (_options.AllowRequest is { } allow && await allow(context) is { } refusal)
            return (refusal.Length == 0 ? EngineError.Forbidden : EngineError.Forbid(refusal), null);
        if (query.Protocol != 4 && !(query.Protocol == 3 && _options.AllowEIO3))
            return (EngineError.UnsupportedProtocolVersion, null);
        return null;
    }

    private string? MakeId(HttpContext context)
    {
        if (_options.GenerateId is not { } generate)
            return server.SessionIds.Next();
        try
        {
            var id = generate(context);
            return string.IsNullOrEmpty(id) ? null : id;
        }
        catch (Exception exception)
        {
            Log.GenerateIdFailed(server.Logger, exception);
            return null;
        }
    }

    private async Task OpenPollingAsync(HttpContext context, EngineQuery query, string id)
    {
        var session = new EngineSession(server, id, query.Protocol, new EngineHandshake(context, server.Time.GetUtcNow()))
        {
            PollingFormat = PollingFormat.Of(query, allowJsonp: _options.AllowEIO3),
        };
        var upgrades = _options.AllowUpgrades && (_options.Transports & EngineTransports.WebSocket) != EngineTransports.None ? WebSocketUpgrade : [];
        using var opening = session.OpenPolling(WriteOpenPacket(id, upgrades), _initialMessage);
        if (_options.Cookie is { } cookie)
            EngineCookie.Append(context, cookie, id);
        _options.OnInitialHeaders?.Invoke(context);
        await PollingResponse.WriteAsync(context, session, opening);
    }

    private async Task OpenWebSocketAsync(HttpContext context, EngineQuery query, string id)
    {
        EngineSession session;
        WebSocketTransport webSocket;
        try
        {
            var handshake = new EngineHandshake(context, server.Time.GetUtcNow());
            _options.OnInitialHeaders?.Invoke(context);
            _options.OnHeaders?.Invoke(context);
            var connection = await WebSocketAcceptor.AcceptAsync(context, _options.PerMessageDeflate);
            session = new EngineSession(server, id, query.Protocol, handshake);
            webSocket = new WebSocketTransport(session, connection, WebSocketFormat.Of(query), WebSocketPhase.Open);
        }
        catch
        {
            // The place was reserved for a session that does not come to be.
            server.Sessions.Release(id, admitted: false);
            throw;
        }
        session.OpenWebSocket(webSocket, WriteOpenPacket(id, []), _initialMessage);
        await webSocket.RunAsync();
    }

    /// <summary>The open packet without its type.</summary>
    private ReadOnlyMemory<byte> WriteOpenPacket(string id, ReadOnlySpan<string> upgrades)
    {
        var writer = new ArrayBufferWriter<byte>(160);
        OpenPacket.Write(
            writer, id, upgrades, (int)_options.PingInterval.TotalMilliseconds, (int)_options.PingTimeout.TotalMilliseconds, _options.MaxPayload);
        return writer.WrittenMemory[1..];
    }

    private static partial class Log
    {
        [LoggerMessage(1020, LogLevel.Error, "GenerateId failed; the handshake is refused.", EventName = "GenerateIdFailed")]
        public static partial void GenerateIdFailed(ILogger logger, Exception exception);
    }
}
