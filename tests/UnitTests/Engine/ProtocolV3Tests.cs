using System.Net;
using System.Text.Json;
using Shouldly;
using SocketIoCompat.Engine;
using Xunit;

namespace SocketIoCompat.UnitTests.Engine;

/// <summary>Engine.IO 3 over a real Kestrel: polling, websocket and what is refused.</summary>
public sealed class ProtocolV3Tests
{
    [Theory]
    [InlineData("EIO=3", false)]
    [InlineData("EIO=2", true)]
    [InlineData("EIO=5", true)]
    [InlineData("EIO=03", true)]
    [InlineData("EIO=", true)]
    [InlineData("EIO=abc", true)]
    [InlineData("EIO=3&EIO=33", true)]
    [InlineData("b64=1", true)]
    [InlineData("b64=1", false)]
    public async Task Other_versions_are_refused_whatever_the_option(string query, bool allowed)
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.AllowEIO3 = allowed);

        using var polling = await host.Http.GetAsync($"/engine.io/?{query}&transport=polling");
        using var socket = await RawWebSocket.RequestAsync(host.Port, $"/engine.io/?{query}&transport=websocket");

        polling.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await polling.Content.ReadAsStringAsync()).ShouldBe("""{"code":5,"message":"Unsupported protocol version"}""");
        socket.Head.ShouldStartWith("HTTP/1.1 400");
    }

    [Fact]
    public async Task Version_4_is_the_same_with_the_option_on()
    {
        await using var host = await StartAsync();
        var sid = await host.OpenPollingAsync();

        await host.PostAsync(sid, "4a\u001ebAQ==");

        (await (await host.GetAsync(sid)).Content.ReadAsStringAsync()).ShouldBe("4a\u001ebAQ==");
    }

    [Fact]
    public async Task The_first_answer_holds_the_open_packet_alone()
    {
        await using var host = await EngineHost.StartAsync(
            new RecordingHandler { Opened = static session => session.Send("at once"u8) }, options => options.AllowEIO3 = true);
        var client = new ClientV3(host);

        var answer = await client.OpenAsync();

        var colon = answer.IndexOf(':');
        int.Parse(answer[..colon]).ShouldBe(answer.Length - colon - 1);
        answer[colon + 1].ShouldBe('0');
        using var json = JsonDocument.Parse(answer.AsMemory(colon + 2));
        json.RootElement.EnumerateObject().Select(member => member.Name).ShouldBe(["sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload"]);
        host.Session(client.Sid).Protocol.ShouldBe(3);
        (await client.PollAsync()).ShouldBe("8:4at once");
    }

    [Fact]
    public async Task Text_is_counted_in_UTF16_units_both_ways()
    {
        await using var host = await StartAsync();
        var client = await ClientV3.OpenAsync(host);

        using var post = await client.PostAsync("6:4é€😀x2:4a");
        using var poll = await client.GetAsync();

        (await post.Content.ReadAsStringAsync()).ShouldBe("ok");
        poll.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; charset=UTF-8");
        (await poll.Content.ReadAsStringAsync()).ShouldBe("6:4é€😀x2:4a");
        (await host.Handler.ReadUntilAsync("text a")).ShouldBe(["opened", "text é€😀x"]);
    }

    [Fact]
    public async Task Binary_goes_both_ways_as_it_is()
    {
        await using var host = await StartAsync();
        var client = await ClientV3.OpenAsync(host);

        using var post = await client.PostBytesAsync(0, 2, 0xff, (byte)'4', (byte)'a', 1, 3, 0xff, 4, 1, 2);

        (await post.Content.ReadAsStringAsync()).ShouldBe("ok");
        (await client.PollHexAsync()).ShouldBe("0002ff3461" + "0103ff040102");
        await client.PostAsync("2:4b");
        (await client.PollAsync()).ShouldBe("2:4b");
        (await host.Handler.ReadUntilAsync("text b")).ShouldBe(["opened", "text a", "binary 0102"]);
    }

    [Fact]
    public async Task A_shared_packet_is_text_or_binary_as_the_payload_is()
    {
        await using var host = await StartAsync();
        var client = await ClientV3.OpenAsync(host);
        var plain = new EncodedPacket("x"u8.ToArray());

        host.Session(client.Sid).Send(plain);
        (await client.PollAsync()).ShouldBe("2:4x");
        host.Session(client.Sid).Send(plain);
        host.Session(client.Sid).Send(new EncodedPacket("y"u8.ToArray(), [new byte[] { 9 }]));
        (await client.PollHexAsync()).ShouldBe("0002ff3478" + "0002ff3479" + "0102ff0409");
    }

    [Fact]
    public async Task A_client_that_cannot_take_binary_gets_base64()
    {
        await using var host = await StartAsync();
        var client = await ClientV3.OpenAsync(host, "&b64=1");

        await client.PostAsync("2:4a6:b4AQI=");

        (await client.PollAsync()).ShouldBe("2:4a6:b4AQI=");
        await host.Handler.ReadUntilAsync("binary 0102");
    }

    [Fact]
    public async Task What_the_handshake_said_of_binary_counts()
    {
        await using var host = await StartAsync();
        var client = await ClientV3.OpenAsync(host, "&b64=1");

        await client.PostAsync("6:b4AQI=");

        (await host.Http.GetStringAsync($"/engine.io/?EIO=3&transport=polling&sid={client.Sid}")).ShouldBe("6:b4AQI=");
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("")]
    [InlineData("5:4a")]
    [InlineData("9:bAQIDBA==")]
    public async Task A_bad_payload_ends_the_session(string body)
    {
        await using var host = await StartAsync();
        var client = await ClientV3.OpenAsync(host);

        using var post = await client.PostAsync(body);

        post.StatusCode.ShouldBe(HttpStatusCode.OK);
        await host.Handler.ReadUntilAsync("closed ParseError");
        (await client.GetAsync()).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_bad_binary_payload_ends_the_session_after_what_precedes()
    {
        await using var host = await StartAsync();
        var client = await ClientV3.OpenAsync(host);

        await client.PostBytesAsync(0, 2, 0xff, (byte)'4', (byte)'a', 1, 9, 0xff, 4);

        (await host.Handler.ReadUntilAsync("closed ParseError")).ShouldBe(["opened", "text a"]);
    }

    [Fact]
    public async Task A_binary_body_is_refused_from_clients_of_base64_and_of_version_4()
    {
        await using var host = await StartAsync();
        foreach (var client in (ClientV3[])[await ClientV3.OpenAsync(host, "&b64=1"), await ClientV3.OpenAsync(host, "&j=0")])
        {
            (await client.PostBytesAsync(0, 1, 0xff, (byte)'4')).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            await host.Handler.ReadUntilAsync("closed TransportError");
        }
    }

    [Fact]
    public async Task Closing_is_answered_with_a_noop_and_announced_with_a_close()
    {
        await using var host = await StartAsync();
        var leaving = await ClientV3.OpenAsync(host);
        var poll = leaving.PollAsync();
        await host.PollPendingAsync(leaving.Sid);
        await leaving.PostAsync("1:1");
        (await poll).ShouldBe("1:6");
        await host.Handler.ReadUntilAsync("closed TransportClose");

        var sent = await ClientV3.OpenAsync(host);
        poll = sent.PollAsync();
        await host.PollPendingAsync(sent.Sid);
        host.Session(sent.Sid).Close();
        (await poll).ShouldBe("1:1");

        var later = await ClientV3.OpenAsync(host);
        host.Session(later.Sid).Close();
        (await later.PollAsync()).ShouldBe("1:61:1");
    }

    [Fact]
    public async Task A_websocket_carries_the_type_before_binary()
    {
        await using var host = await StartAsync();
        using var socket = await new ClientV3(host).ConnectAsync();
        var sid = await socket.ReadOpenAsync();

        await socket.SendAsync("4text");
        await socket.SendBinaryAsync([4, 1, 2]);
        await socket.SendAsync("b4AwQ=");

        (await socket.ReadTextAsync()).ShouldBe("4text");
        (await ReadBinaryAsync(socket)).ShouldBe("040102");
        (await ReadBinaryAsync(socket)).ShouldBe("040304");
        host.Session(sid).Send(new EncodedPacket("x"u8.ToArray(), [new byte[] { 9 }, Array.Empty<byte>()]));
        host.Session(sid).Send("y"u8, [new byte[] { 8 }]);
        (await socket.ReadTextAsync()).ShouldBe("4x");
        (await ReadBinaryAsync(socket)).ShouldBe("0409");
        (await ReadBinaryAsync(socket)).ShouldBe("04");
        (await socket.ReadTextAsync()).ShouldBe("4y");
        (await ReadBinaryAsync(socket)).ShouldBe("0408");
        (await host.Handler.ReadUntilAsync("binary 0304")).ShouldBe(["opened", "text text", "binary 0102"]);
    }

    [Fact]
    public async Task A_websocket_that_asks_for_base64_gets_text()
    {
        await using var host = await StartAsync();
        using var socket = await new ClientV3(host, "&b64=1").ConnectAsync();
        var sid = await socket.ReadOpenAsync();

        await socket.SendBinaryAsync([4, 1, 2]);
        (await socket.ReadTextAsync()).ShouldBe("b4AQI=");
        host.Session(sid).Send(new EncodedPacket("x"u8.ToArray(), [new byte[] { 9 }]));
        (await socket.ReadTextAsync()).ShouldBe("4x");
        (await socket.ReadTextAsync()).ShouldBe("b4CQ==");
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 7, 1 })]
    [InlineData(new byte[] { (byte)'4', 1 })]
    public async Task A_binary_frame_without_a_type_ends_the_session(byte[] frame)
    {
        await using var host = await StartAsync();
        using var socket = await new ClientV3(host).ConnectAsync();
        await socket.ReadOpenAsync();

        await socket.SendBinaryAsync(frame);

        (await socket.ReadFrameAsync())!.Opcode.ShouldBe(8);
        await host.Handler.ReadUntilAsync("closed ParseError");
    }

    [Fact]
    public async Task An_upgrade_takes_the_form_that_the_websocket_asks_for()
    {
        await using var host = await StartAsync();
        var client = await ClientV3.OpenAsync(host, "&b64=1");
        var poll = client.PollAsync();
        await host.PollPendingAsync(client.Sid);
        using var socket = await RawWebSocket.ConnectAsync(host.Port, $"/engine.io/?EIO=3&transport=websocket&sid={client.Sid}");

        await socket.SendAsync("2probe");
        (await socket.ReadTextAsync()).ShouldBe("3probe");
        (await poll).ShouldBe("1:6");
        await socket.SendBytesAsync(RawWebSocket.TextFrame("5"), RawWebSocket.Frame(2, [4, 7]));

        (await ReadBinaryAsync(socket)).ShouldBe("0407");
        (await client.GetAsync()).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_session_belongs_to_its_version()
    {
        await using var host = await StartAsync();
        var old = await ClientV3.OpenAsync(host);
        var recent = await host.OpenPollingAsync();

        (await host.GetAsync(old.Sid)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await host.Http.GetAsync($"/engine.io/?EIO=3&transport=polling&sid={recent}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static Task<EngineHost> StartAsync() => EngineHost.StartAsync(configure: static options => options.AllowEIO3 = true);

    private static async Task<string> ReadBinaryAsync(RawWebSocket socket)
    {
        var frame = await socket.ReadFrameAsync();
        frame.ShouldNotBeNull().Opcode.ShouldBe(2, frame.Text);
        return Convert.ToHexStringLower(frame.Payload);
    }
}
