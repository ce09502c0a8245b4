using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocketIoCompat.Engine.Transports;
using SocketIoCompat.Protocol.EngineIO;

namespace SocketIoCompat.Engine;

/// <summary>
/// Puts an <see cref="EngineServer"/> behind a path and checks each request, in the order of the reference: the order decides
/// which error a client sees.
/// </summary>
internal sealed class EngineEndpoint
{
    private readonly EngineServer _server;
    private readonly EngineHandshakes _handshakes;
    private readonly string _prefix;

    private EngineEndpoint(EngineServer server, string path)
    {
        _server = server;
        _handshakes = new EngineHandshakes(server);
        _prefix = server.Options.AddTrailingSlash ? path + "/" : path;
    }

    /// <summary>Maps every method of the path and of all below it, as the reference does.</summary>
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string path, EngineServer server)
    {
        path = "/" + path.Trim('/');
        var endpoint = new EngineEndpoint(server, path);
        return endpoints.Map(path + "/{**rest}", endpoint.HandleAsync).WithDisplayName("Engine.IO " + path);
    }

    private Task HandleAsync(HttpContext context)
    {
        // Routing matches without regard to case and the last slash; the reference compares bytes.
        if (context.Request.Path.Value?.StartsWith(_prefix, StringComparison.Ordinal) != true)
            return EngineErrors.RefuseAsync(context, StatusCodes.Status404NotFound);
        var query = EngineQuery.Read(context.Request.QueryString);
        var isWebSocket = WebSocketAcceptor.IsWebSocketRequest(context);
        if ((query.Transport & _server.Options.Transports) == EngineTransports.None)
            return RefuseAsync(context, EngineError.UnknownTransport, isWebSocket);
        if (!WebSocketOrigin.IsWellFormed(context.Request.Headers.Origin))
            return RefuseAsync(context, EngineError.BadRequest, isWebSocket, EngineErrors.InvalidOrigin);
        return query.SessionId.IsEmpty
            ? _handshakes.HandleAsync(context, query, isWebSocket)
            : HandleSessionAsync(context, query, isWebSocket);
    }

    private Task HandleSessionAsync(HttpContext context, in EngineQuery query, bool isWebSocket)
    {
        if (!_server.Sessions.TryGet(query.SessionId.Span, out var session))
        {
            if (_server.SessionIds.IsForeign(query.SessionId.Span, out var mark))
                _server.OnForeignSession(mark);
            return RefuseAsync(context, EngineError.UnknownSessionId, isWebSocket);
        }

        var isPolling = query.Transport == EngineTransports.Polling;
        if (!isWebSocket && isPolling != ReferenceEquals(session.TransportName, TransportNames.Polling))
            return RefuseAsync(context, EngineError.BadRequest, isWebSocket, EngineErrors.TransportMismatch);
        if (query.Protocol != session.Protocol)
            return RefuseAsync(context, EngineError.BadRequest, isWebSocket, EngineErrors.ProtocolMismatch);
        if (isWebSocket)
            return UpgradeAsync(context, session, WebSocketFormat.Of(query), mayUpgrade: !isPolling && _server.Options.AllowUpgrades);
        return isPolling
            ? PollingRequests.HandleAsync(context, session)
            : RefuseAsync(context, EngineError.BadRequest, isWebSocket, EngineErrors.TransportHandshakeError);
    }

    private async Task UpgradeAsync(HttpContext context, EngineSession session, WebSocketFormat format, bool mayUpgrade)
    {
        if (!WebSocketAcceptor.IsValid(context))
        {
            await RefuseAsync(context, EngineError.BadRequest, isWebSocket: true, EngineErrors.TransportHandshakeError);
            return;
        }
        if (!await WebSocketOrigin.IsAllowedAsync(context))
        {
            await RefuseAsync(context, EngineError.Forbidden, isWebSocket: true, EngineErrors.OriginNotAllowed);
            return;
        }
        _server.Options.OnHeaders?.Invoke(context);
        var connection = await WebSocketAcceptor.AcceptAsync(context, _server.Options.PerMessageDeflate);
        if (mayUpgrade && session.TryBeginUpgrade(connection, format) is { } webSocket)
            await webSocket.RunAsync();
        else
            await WebSocketRefusal.RunAsync(connection, _server.Time);
    }

    private Task RefuseAsync(HttpContext context, EngineError error, bool isWebSocket, string? circumstance = null) =>
        EngineErrors.RefuseAsync(_server, context, error, isWebSocket, circumstance);
}
