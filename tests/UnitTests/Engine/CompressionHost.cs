using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Shouldly;
using SocketIoCompat.Engine;
using SocketIoCompat.UnitTests.Protocol.Support;
using Xunit;
using static SocketIoCompat.Protocol.WebSockets.WebSocketOpcode;

namespace SocketIoCompat.UnitTests.Engine;

/// <summary>A server with compression that takes messages of up to 100,000 bytes, and its raw clients.</summary>
internal static class CompressionHost
{
    public const string Offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";
    public const string Accepted = "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n";

    public static byte[] HelloFrame => ClientFrames.Frame(Text, Deflated.Message("4Hello"), reserved: 0x40);

    public static Task<EngineHost> StartAsync(
        Action<PerMessageDeflateOptions>? configure = null,
        SendFlags echoFlags = SendFlags.None,
        bool admitOnOpen = true,
        HttpProtocols protocols = HttpProtocols.Http1) => EngineHost.StartAsync(
        new RecordingHandler
        {
            Message = (session, text) => session.Send(Encoding.UTF8.GetBytes(text), echoFlags),
            Binary = (session, data) => session.SendBinary(data, echoFlags),
        },
        options =>
        {
            options.MaxPayload = 100_000;
            options.AllowEIO3 = true;
            options.PerMessageDeflate = new PerMessageDeflateOptions();
            configure?.Invoke(options.PerMessageDeflate);
        },
        admitOnOpen: admitOnOpen,
        protocols: protocols);

    public static async Task<RawWebSocket> ConnectAsync(EngineHost host)
    {
        var socket = await RawWebSocket.ConnectAsync(host.Port, EngineHost.Query("websocket"), Offer);
        socket.Head.ShouldContain(Accepted);
        await socket.ReadOpenAsync();
        return socket;
    }
}
