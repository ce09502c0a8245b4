using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Shouldly;
using SocketIoCompat.Engine;
using Xunit;

namespace SocketIoCompat.UnitTests.Engine;

public sealed class PollingTests
{
    [Fact]
    public async Task Messages_go_both_ways_in_one_payload()
    {
        await using var host = await EngineHost.StartAsync();
        var sid = await host.OpenPollingAsync();

        using var post = await host.PostAsync(sid, "4hello\u001ebAQIDBA==\u001e4h€llo");

        post.StatusCode.ShouldBe(HttpStatusCode.OK);
        post.Content.Headers.ContentType!.ToString().ShouldBe("text/html");
        post.Content.Headers.ContentLength.ShouldBe(2);
        post.Headers.CacheControl!.ToString().ShouldBe("no-store");
        (await post.Content.ReadAsStringAsync()).ShouldBe("ok");
        (await (await host.GetAsync(sid)).Content.ReadAsStringAsync()).ShouldBe("4hello\u001ebAQIDBA==\u001e4h€llo");
        (await host.Handler.ReadUntilAsync("text h€llo")).ShouldBe(["opened", "text hello", "binary 01020304"]);
    }

    [Fact]
    public async Task A_waiting_poll_is_answered_by_the_first_message_and_gets_all_of_one_turn()
    {
        await using var host = await EngineHost.StartAsync();
        var sid = await host.OpenPollingAsync();
        var poll = host.GetAsync(sid);
        await host.PollPendingAsync(sid);

        host.Session(sid).Send("alone"u8);
        (await (await poll).Content.ReadAsStringAsync()).ShouldBe("4alone");

        poll = host.GetAsync(sid);
        await host.PollPendingAsync(sid);
        using (FlushTurn.Begin())
        {
            host.Session(sid).Send("a"u8);
            host.Session(sid).SendBinary([1]);
            host.Session(sid).Send("b"u8, [new byte[] { 2 }, new byte[] { 3 }]);
            host.Session(sid).Send(new EncodedPacket("c"u8.ToArray(), [new byte[] { 4 }]));
        }
        (await (await poll).Content.ReadAsStringAsync()).ShouldBe("4a\u001ebAQ==\u001e4b\u001ebAg==\u001ebAw==\u001e4c\u001ebBA==");
    }

    [Fact]
    public async Task Two_polls_at_a_time_end_the_session()
    {
        await using var host = await EngineHost.StartAsync();
        var sid = await host.OpenPollingAsync();
        var first = host.GetAsync(sid);
        await host.PollPendingAsync(sid);

        using var second = await host.GetAsync(sid);

        second.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await second.Content.ReadAsStringAsync()).ShouldBeEmpty();
        (await (await first).Content.ReadAsStringAsync()).ShouldBe("1");
        await host.Handler.ReadUntilAsync("closed TransportError");
        await ShouldBeUnknownAsync(host, sid);
    }

    [Fact]
    public async Task Two_posts_at_a_time_end_the_session_and_reset_the_first()
    {
        await using var host = await EngineHost.StartAsync();
        var sid = await host.OpenPollingAsync();
        using var first = await RawWebSocket.OpenAsync(host.Port);
        await first.SendBytesAsync(Encoding.ASCII.GetBytes(
            $"POST {EngineHost.Query("polling", sid)} HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\n4half"));
        await host.PostReadingAsync(sid);

        using var second = await host.PostAsync(sid, "4x");

        second.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await second.Content.ReadAsStringAsync()).ShouldBeEmpty();
        await Should.ThrowAsync<IOException>(async () =>
        {
            if ((await first.ReadToEndAsync()).Length == 0)
                throw new IOException("ended without an answer");
        });
        (await host.Handler.ReadUntilAsync("closed TransportError")).ShouldBe(["opened"]);
    }

    [Fact]
    public async Task An_aborted_poll_ends_the_session()
    {
        await using var host = await EngineHost.StartAsync();
        var sid = await host.OpenPollingAsync();
        using (var poll = await RawWebSocket.OpenAsync(host.Port))
        {
            await poll.SendBytesAsync(Encoding.ASCII.GetBytes($"GET {EngineHost.Query("polling", sid)} HTTP/1.1\r\nHost: x\r\n\r\n"));
            await host.PollPendingAsync(sid);
        }
        (await host.Handler.ReadUntilAsync("closed TransportError")).ShouldBe(["opened"]);
    }

    [Fact]
    public async Task A_post_aborted_in_mid_body_ends_the_session()
    {
        await using var host = await EngineHost.StartAsync();
        var sid = await host.OpenPollingAsync();
        using (var post = await RawWebSocket.OpenAsync(host.Port))
        {
            await post.SendBytesAsync(Encoding.ASCII.GetBytes(
                $"POST {EngineHost.Query("polling", sid)} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n4half"));
            await host.PostReadingAsync(sid);
        }
        (await host.Handler.ReadUntilAsync("closed TransportError")).ShouldBe(["opened"]);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_and_the_session_stays()
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.MaxPayload = 10);
        var sid = await host.OpenPollingAsync();

        using var announced = await host.PostAsync(sid, "4" + new string('x', 10));
        using var chunked = await host.Http.SendAsync(new HttpRequestMessage(HttpMethod.Post, EngineHost.Query("polling", sid))
        {
            Content = new StringContent("4" + new string('x', 10)),
            Headers = { TransferEncodingChunked = true },
        });

        announced.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        chunked.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await chunked.Content.ReadAsStringAsync()).ShouldBeEmpty();
        (await host.PostAsync(sid, "4" + new string('x', 9))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await host.Handler.ReadUntilAsync("text xxxxxxxxx")).ShouldBe(["opened"]);
    }

    [Fact]
    public async Task Strangers_may_send_less()
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.MaxPayloadBeforeAdmission = 10, admitOnOpen: false);
        var sid = await host.OpenPollingAsync();

        (await host.PostAsync(sid, "4" + new string('x', 10))).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        host.Session(sid).Admit();
        (await host.PostAsync(sid, "4" + new string('x', 10))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_binary_body_is_refused_and_ends_the_session()
    {
        await using var host = await EngineHost.StartAsync();
        var sid = await host.OpenPollingAsync();
        var content = new ByteArrayContent([1, 2]) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };

        using var post = await host.Http.PostAsync(EngineHost.Query("polling", sid), content);

        post.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await post.Content.ReadAsStringAsync()).ShouldBeEmpty();
        await host.Handler.ReadUntilAsync("closed TransportError");
    }

    [Theory]
    [InlineData("")]
    [InlineData("4ok\u001eabc")]
    [InlineData("4ok\u001e")]
    [InlineData("bA")]
    public async Task A_bad_packet_is_answered_ok_and_ends_the_session(string body)
    {
        await using var host = await EngineHost.StartAsync();
        var sid = await host.OpenPollingAsync();

        using var post = await host.PostAsync(sid, body);

        (await post.Content.ReadAsStringAsync()).ShouldBe("ok");
        (await host.Handler.ReadUntilAsync("closed ParseError")).ShouldBe(body.StartsWith("4ok", StringComparison.Ordinal) ? ["opened", "text ok"] : ["opened"]);
        await ShouldBeUnknownAsync(host, sid);
    }

    [Fact]
    public async Task A_ping_from_the_client_is_an_error()
    {
        await using var host = await EngineHost.StartAsync();
        var sid = await host.OpenPollingAsync();
        await host.PostAsync(sid, "2\u001e4late");
        (await host.Handler.ReadUntilAsync("closed TransportError")).ShouldBe(["opened"]);
    }

    [Fact]
    public async Task The_clients_close_releases_its_poll_with_a_noop()
    {
        await using var host = await EngineHost.StartAsync();
        var sid = await host.OpenPollingAsync();
        var poll = host.GetAsync(sid);
        await host.PollPendingAsync(sid);

        using var post = await host.PostAsync(sid, "1");

        (await post.Content.ReadAsStringAsync()).ShouldBe("ok");
        (await (await poll).Content.ReadAsStringAsync()).ShouldBe("6");
        await host.Handler.ReadUntilAsync("closed TransportClose");
        await ShouldBeUnknownAsync(host, sid);
    }

    [Theory]
    [InlineData("gzip, deflate", "gzip")]
    [InlineData("deflate;q=0.9, gzip;q=0.5", "deflate")]
    [InlineData("*", "gzip")]
    [InlineData("gzip;q=0, *", "deflate")]
    [InlineData("br", null)]
    [InlineData("gzip;q=0", null)]
    [InlineData("", null)]
    public async Task Large_answers_are_compressed_as_the_client_likes(string accepted, string? expected)
    {
        await using var host = await EngineHost.StartAsync();
        var sid = await host.OpenPollingAsync();
        var text = new string('x', 1023);
        host.Session(sid).Send(Encoding.UTF8.GetBytes(text), SendFlags.Compress);
        using var request = new HttpRequestMessage(HttpMethod.Get, EngineHost.Query("polling", sid));
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);

        using var response = await host.Http.SendAsync(request);

        response.Content.Headers.ContentEncoding.SingleOrDefault().ShouldBe(expected);
        Stream body = await response.Content.ReadAsStreamAsync();
        body = expected switch
        {
            "gzip" => new GZipStream(body, CompressionMode.Decompress),
            "deflate" => new ZLibStream(body, CompressionMode.Decompress),
            _ => body,
        };
        (await new StreamReader(body).ReadToEndAsync()).ShouldBe("4" + text);
        (response.Headers.TransferEncodingChunked == true).ShouldBe(expected != null);
    }

    [Theory]
    [InlineData(1022, SendFlags.Compress)]
    [InlineData(5000, SendFlags.None)]
    public async Task Small_answers_and_those_that_must_not_be_are_not_compressed(int length, SendFlags flags)
    {
        await using var host = await EngineHost.StartAsync();
        var sid = await host.OpenPollingAsync();
        host.Session(sid).Send(new byte[length], flags);
        using var request = new HttpRequestMessage(HttpMethod.Get, EngineHost.Query("polling", sid));
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip");
        using var response = await host.Http.SendAsync(request);
        response.Content.Headers.ContentEncoding.ShouldBeEmpty();
        response.Content.Headers.ContentLength.ShouldBe(length + 1);
    }

    [Fact]
    public async Task Volatile_messages_are_dropped_unless_a_poll_waits()
    {
        await using var host = await EngineHost.StartAsync();
        var sid = await host.OpenPollingAsync();
        host.Session(sid).Send("lost"u8, SendFlags.Volatile);
        var poll = host.GetAsync(sid);
        await host.PollPendingAsync(sid);
        host.Session(sid).Send("taken"u8, SendFlags.Volatile);
        host.Session(sid).Send("lost too"u8, SendFlags.Volatile);
        host.Session(sid).Send("kept"u8);

        (await (await poll).Content.ReadAsStringAsync()).ShouldBe("4taken");
        (await (await host.GetAsync(sid)).Content.ReadAsStringAsync()).ShouldBe("4kept");
    }

    [Fact]
    public async Task A_client_that_does_not_poll_is_closed_when_its_queue_is_full()
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.MaxOutboundBytes = 1000);
        var sid = await host.OpenPollingAsync();
        var session = host.Session(sid);
        session.Send(new byte[5000]);
        session.IsOpen.ShouldBeTrue("one message may exceed the budget");
        session.Send("x"u8);
        session.IsOpen.ShouldBeFalse();
        await host.Handler.ReadUntilAsync("closed TransportError");
        session.ConnectionAborted.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task A_post_waits_while_receiving_is_paused_and_is_then_handed_up_in_order()
    {
        var handler = new RecordingHandler { Message = static (session, text) => { if (text == "stop") session.PauseReceiving(); } };
        await using var host = await EngineHost.StartAsync(handler);
        var sid = await host.OpenPollingAsync();
        var post = host.PostAsync(sid, "4a\u001e4stop\u001e4b\u001e4c");
        (await host.Handler.ReadUntilAsync("text stop")).ShouldBe(["opened", "text a"]);

        host.Handler.TryNext(out _).ShouldBeFalse();
        post.IsCompleted.ShouldBeFalse();
        host.Session(sid).ResumeReceiving();

        (await (await post).Content.ReadAsStringAsync()).ShouldBe("ok");
        (await host.Handler.ReadUntilAsync("text c")).ShouldBe(["text b"]);
    }

    [Fact]
    public async Task Old_internet_explorers_are_calmed()
    {
        await using var host = await EngineHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, EngineHost.Query("polling"));
        request.Headers.TryAddWithoutValidation("User-Agent", "Mozilla/5.0 (Windows NT 6.3; Trident/7.0; rv:11.0) like Gecko");
        using var response = await host.Http.SendAsync(request);
        response.Headers.GetValues("X-XSS-Protection").ShouldBe(["0"]);
    }

    private static async Task ShouldBeUnknownAsync(EngineHost host, string sid)
    {
        using var response = await host.GetAsync(sid);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldBe("""{"code":1,"message":"Session ID unknown"}""");
    }
}
