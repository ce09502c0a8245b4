using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using SocketIoCompat.Protocol.WebSockets;

namespace SocketIoCompat.Engine.Transports;

/// <summary>
/// Accepts websockets on any host: on Kestrel's own pipes (HTTP/1.1), on an upgraded or extended-CONNECT stream (HTTP/2,
/// other servers), or on the framework's websocket (test hosts). Frames are ours in all of them.
/// </summary>
internal static class WebSocketAcceptor
{
    private const string Version = "13";

    /// <summary>Whether the request asks for a websocket.</summary>
    public static bool IsWebSocketRequest(HttpContext context)
    {
        var features = context.Features;
        if (features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect)
            return string.Equals(connect.Protocol, TransportNames.WebSocket, StringComparison.OrdinalIgnoreCase);
        if (features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true })
            return HasToken(context.Request.Headers.Upgrade, TransportNames.WebSocket);
        return features.Get<IHttpWebSocketFeature>() is { IsWebSocketRequest: true };
    }

    /// <summary>Whether a websocket request keeps RFC 6455, 4.2.1, as far as the host leaves it to us.</summary>
    public static bool IsValid(HttpContext context)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true })
            return true;
        var headers = context.Request.Headers;
        return HttpMethods.IsGet(context.Request.Method)
            && string.Equals(headers.SecWebSocketVersion, Version, StringComparison.Ordinal)
            && WebSocketHandshake.IsValidKey(headers.SecWebSocketKey);
    }

    /// <summary>Answers 101 (HTTP/2: 200) and returns the connection.</summary>
    /// <param name="context">A request that <see cref="IsValid"/>.</param>
    /// <param name="deflate">How messages may be compressed, or null. The framework's own websocket has them bare, so there it goes without.</param>
    public static async Task<WebSocketConnection> AcceptAsync(HttpContext context, PerMessageDeflateOptions? deflate)
    {
        // It lives on as long as its client: no request's limits are meant for it.
        context.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        if (context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect)
            return await AcceptConnectAsync(context, connect, deflate);
        if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
            return await AcceptUpgradeAsync(context, upgrade, deflate);
        var webSocket = await context.Features.Get<IHttpWebSocketFeature>()!.AcceptAsync(
            new WebSocketAcceptContext { SubProtocol = GetSubProtocol(context) });
        var pipe = new WebSocketDuplexPipe(webSocket);
        return Create(context, pipe.Input, pipe.Output, agreement: null, pipe);
    }

    private static async Task<WebSocketConnection> AcceptUpgradeAsync(HttpContext context, IHttpUpgradeFeature upgrade, PerMessageDeflateOptions? deflate)
    {
        var headers = context.Response.Headers;
        headers.Upgrade = TransportNames.WebSocket;
        headers.Connection = HeaderNames.Upgrade;
        headers.SecWebSocketAccept = WebSocketHandshake.ComputeAccept(context.Request.Headers.SecWebSocketKey.ToString());
        AddSubProtocol(context);
        var agreement = AddExtension(context, deflate);
        var stream = await upgrade.UpgradeAsync();
        // Kestrel's own pipes, past the HTTP layer's body streams, which have nothing more to do: measured at two thirds of
        // the CPU of the stream for an echo, and a third less memory for an idle connection.
        if (context.Features.Get<IConnectionTransportFeature>() is { } transport)
            return new WebSocketConnection(transport.Transport.Input, transport.Transport.Output, GetLifetime(context), GetConnectionClosed(context), agreement);
        return Create(context, stream, agreement);
    }

    private static async Task<WebSocketConnection> AcceptConnectAsync(HttpContext context, IHttpExtendedConnectFeature connect, PerMessageDeflateOptions? deflate)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        // Over HTTP/2 it can only be set to null, not even be read.
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        AddSubProtocol(context);
        var agreement = AddExtension(context, deflate);
        return Create(context, await connect.AcceptAsync(), agreement);
    }

    private static WebSocketConnection Create(HttpContext context, Stream stream, DeflateAgreement? agreement) => Create(
        context,
        // Zero-byte reads: an idle connection holds no buffer.
        PipeReader.Create(stream, new StreamPipeReaderOptions(useZeroByteReads: true, leaveOpen: true)),
        PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true)),
        agreement);

    private static WebSocketConnection Create(
        HttpContext context, PipeReader input, PipeWriter output, DeflateAgreement? agreement, IAsyncDisposable? owner = null)
    {
        var lifetime = GetLifetime(context);
        return new WebSocketConnection(input, output, lifetime, lifetime.RequestAborted, agreement, owner);
    }

    private static IHttpRequestLifetimeFeature GetLifetime(HttpContext context) =>
        context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>();

    private static CancellationToken GetConnectionClosed(HttpContext context) =>
        context.Features.Get<IConnectionLifetimeFeature>()?.ConnectionClosed ?? context.RequestAborted;

    private static void AddSubProtocol(HttpContext context)
    {
        if (GetSubProtocol(context) is { } protocol)
            context.Response.Headers.SecWebSocketProtocol = protocol;
    }

    /// <summary>Agrees to the first offer of compression that can be kept to.</summary>
    private static DeflateAgreement? AddExtension(HttpContext context, PerMessageDeflateOptions? options)
    {
        if (options == null)
            return null;
        foreach (var line in context.Request.Headers.SecWebSocketExtensions)
        {
            if (DeflateAgreement.TryAccept(line, options.ServerContextTakeover, options.ClientContextTakeover) is not { } agreement)
                continue;
            context.Response.Headers.SecWebSocketExtensions = agreement.ToHeader();
            return agreement;
        }
        return null;
    }

    /// <summary>The first that the client offers: browsers fail a connection that names none of theirs.</summary>
    private static string? GetSubProtocol(HttpContext context)
    {
        var offered = context.Request.Headers.GetCommaSeparatedValues(HeaderNames.SecWebSocketProtocol);
        return offered.Length > 0 ? offered[0] : null;
    }

    private static bool HasToken(StringValues header, string token)
    {
        foreach (var line in header)
        {
            foreach (var part in line.AsSpan().Split(','))
            {
                if (line.AsSpan(part).Trim().Equals(token, StringComparison.OrdinalIgnoreCase))
                    return true;
            }
        }
        return false;
    }
}
