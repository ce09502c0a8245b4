using System.Net;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace SocketIoCompat.UnitTests.Engine;

public sealed class JsonpPollingTests
{
    [Fact]
    public async Task Answers_are_scripts_and_requests_are_forms()
    {
        await using var host = await StartAsync();
        var client = new ClientV3(host, "&j=7&b64=1");
        Payload(await client.OpenAsync(), "7").ShouldContain(":0{\"sid\":");

        using var post = await client.PostAsync("d=" + Uri.EscapeDataString("5:4a€\u2028\"6:b4AQI="), "application/x-www-form-urlencoded");
        using var poll = await client.GetAsync();

        (await post.Content.ReadAsStringAsync()).ShouldBe("ok");
        post.Content.Headers.ContentType!.ToString().ShouldBe("text/html");
        poll.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; charset=UTF-8");
        var script = await poll.Content.ReadAsStringAsync();
        script.ShouldContain("\\u2028");
        Payload(script, "7").ShouldBe("5:4a€\u2028\"6:b4AQI=");
        await host.Handler.ReadUntilAsync("binary 0102");
    }

    [Fact]
    public async Task Newlines_arrive_as_the_client_escapes_them()
    {
        await using var host = await StartAsync();
        var client = await ClientV3.OpenAsync(host, "&j=0");

        await client.PostAsync("d=" + Uri.EscapeDataString("7:4a\\nb\\\\nc"), "application/x-www-form-urlencoded");

        (await host.Handler.ReadUntilAsync("text a\nb\\nc")).ShouldBe(["opened"]);
        Payload(await client.PollAsync(), "0").ShouldBe("7:4a\nb\\nc");
    }

    // Without b64 the reference sends the JSON of a Buffer (wire §6).
    [Fact]
    public async Task Binary_is_base64_also_when_the_client_did_not_ask()
    {
        await using var host = await StartAsync();
        var client = await ClientV3.OpenAsync(host, "&j=0");

        host.Session(client.Sid).SendBinary([1, 2]);

        Payload(await client.PollAsync(), "0").ShouldBe("6:b4AQI=");
    }

    [Theory]
    [InlineData("&j=1x2%22);alert(3", "123")]
    [InlineData("&j=", "")]
    [InlineData("&j=12345678901234567890", "1234567890123456")]
    public async Task Only_digits_become_part_of_the_script(string query, string index)
    {
        await using var host = await StartAsync();

        Payload(await new ClientV3(host, query).OpenAsync(), index).ShouldContain("sid");
    }

    [Fact]
    public async Task A_close_is_a_script_too()
    {
        await using var host = await StartAsync();
        var client = await ClientV3.OpenAsync(host, "&j=0");
        host.Session(client.Sid).Close();

        Payload(await client.PollAsync(), "0").ShouldBe("1:61:1");
    }

    [Fact]
    public async Task A_form_without_data_hands_up_nothing_and_one_with_nothing_is_an_error()
    {
        await using var host = await StartAsync();
        var client = await ClientV3.OpenAsync(host, "&j=0");

        (await client.PostAsync("x=1", "application/x-www-form-urlencoded")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await client.PostAsync("d=2%3A4a", "application/x-www-form-urlencoded");
        await client.PostAsync("d=", "application/x-www-form-urlencoded");

        (await host.Handler.ReadUntilAsync("closed ParseError")).ShouldBe(["opened", "text a"]);
    }

    [Fact]
    public async Task A_large_script_is_compressed_for_those_who_accept_it()
    {
        await using var host = await StartAsync();
        var client = await ClientV3.OpenAsync(host, "&j=0");
        host.Session(client.Sid).Send(new byte[5000].Select(_ => (byte)'a').ToArray(), SocketIoCompat.Engine.SendFlags.Compress);
        using var request = new HttpRequestMessage(HttpMethod.Get, client.Query("polling")) { Headers = { { "Accept-Encoding", "gzip" } } };

        using var response = await host.Http.SendAsync(request);

        response.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        await using var inflated = new System.IO.Compression.GZipStream(await response.Content.ReadAsStreamAsync(), System.IO.Compression.CompressionMode.Decompress);
        Payload(await new StreamReader(inflated).ReadToEndAsync(), "0").ShouldBe("5001:4" + new string('a', 5000));
    }

    [Fact]
    public async Task Without_the_option_there_is_no_JSONP()
    {
        await using var host = await EngineHost.StartAsync();

        (await host.Http.GetStringAsync(EngineHost.Query("polling", extra: "&j=0"))).ShouldStartWith("0{");
    }

    [Fact]
    public async Task Version_4_may_ask_for_it_too()
    {
        await using var host = await StartAsync();

        Payload(await host.Http.GetStringAsync(EngineHost.Query("polling", extra: "&j=0")), "0").ShouldStartWith("0{");
    }

    private static string Payload(string script, string index)
    {
        var head = $"___eio[{index}](";
        script.ShouldStartWith(head + '"');
        script.ShouldEndWith("\");");
        return JsonSerializer.Deserialize<string>(script[head.Length..^2])!;
    }

    private static Task<EngineHost> StartAsync() => EngineHost.StartAsync(configure: static options => options.AllowEIO3 = true);
}
