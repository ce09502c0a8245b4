using System.Globalization;
using System.Text.Json;
using SocketIoCompat.Engine;

namespace SocketIoCompat.ConformanceHost;

/// <summary>What the tests of the npm package engine.io-client expect of a server.</summary>
internal sealed class EngineIOClientApp : IEngineHandler
{
    public static EngineOptions Options => new()
    {
        PingInterval = TimeSpan.FromMilliseconds(500),
        PingTimeout = TimeSpan.FromSeconds(20),
        MaxPayload = 100,
        AllowRequest = static context => ValueTask.FromResult(context.Request.Query.ContainsKey("deny") ? string.Empty : null),
        OnInitialHeaders = static context => context.Response.Headers.SetCookie = new[]
        {
            "1=1; Max-Age=86400",
            "2=2; Path=/; HttpOnly; Secure; SameSite=Strict",
            "3=3; Max-Age=0",
            "4=4; Expires=" + DateTime.UtcNow.ToString("R", CultureInfo.InvariantCulture),
        },
    };

    public void OnOpened(EngineSession session) => session.Send("hi"u8);

    public void OnMessage(EngineSession session, ReadOnlySpan<byte> text)
    {
        if (text.SequenceEqual("give binary"u8))
            session.SendBinary([0, 1, 2, 3, 4]);
        else if (text.SequenceEqual("give utf8"u8))
            session.Send("пойду спать всем спокойной ночи"u8);
        else if (text.SequenceEqual("sendHeaders"u8))
            session.Send(JsonSerializer.SerializeToUtf8Bytes(GetHeaders(session)));
        else
            session.Send(text);
    }

    public void OnBinary(EngineSession session, ReadOnlySpan<byte> data) => session.SendBinary(data);

    public void OnClosed(EngineSession session, EngineCloseReason reason)
    {
    }

    private static Dictionary<string, string> GetHeaders(EngineSession session) =>
        (session.MessageRequest?.Headers ?? session.Handshake.Headers)
            .ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString());
}
