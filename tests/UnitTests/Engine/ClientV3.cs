using System.Net.Http.Headers;
using System.Text;
using Shouldly;

namespace SocketIoCompat.UnitTests.Engine;

/// <summary>Requests of an Engine.IO 3 client. <paramref name="extra"/> stands in the query of each, as with such clients.</summary>
internal sealed class ClientV3(EngineHost host, string extra = "")
{
    public string Sid { get; private set; } = "";

    public string Query(string transport, string more = "") =>
        $"/engine.io/?EIO=3&transport={transport}{(Sid.Length == 0 ? "" : "&sid=" + Sid)}{extra}{more}";

    /// <summary>A polling handshake; returns the answer.</summary>
    public async Task<string> OpenAsync()
    {
        var body = await host.Http.GetStringAsync(Query("polling"));
        Sid = body.Substring(body.IndexOf("sid", StringComparison.Ordinal), 40).Split('"', '\\').First(part => part.Length == 20);
        return body;
    }

    public static async Task<ClientV3> OpenAsync(EngineHost host, string extra = "")
    {
        var client = new ClientV3(host, extra);
        await client.OpenAsync();
        return client;
    }

    public Task<HttpResponseMessage> GetAsync() => host.Http.GetAsync(Query("polling"));

    public async Task<string> PollAsync() => await (await GetAsync()).Content.ReadAsStringAsync();

    public async Task<string> PollHexAsync()
    {
        using var response = await GetAsync();
        response.Content.Headers.ContentType!.ToString().ShouldBe("application/octet-stream");
        return Convert.ToHexStringLower(await response.Content.ReadAsByteArrayAsync());
    }

    public Task<HttpResponseMessage> PostAsync(string body, string type = "text/plain") =>
        host.Http.PostAsync(Query("polling"), new StringContent(body, Encoding.UTF8, type));

    public Task<HttpResponseMessage> PostBytesAsync(params byte[] body) =>
        host.Http.PostAsync(Query("polling"), new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } });

    public Task<RawWebSocket> ConnectAsync(string more = "") => RawWebSocket.ConnectAsync(host.Port, Query("websocket", more));
}
