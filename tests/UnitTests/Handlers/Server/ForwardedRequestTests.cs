using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Shouldly;
using SocketIoCompat.Server;
using SocketIoCompat.UnitTests.Handlers.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Handlers.Server;

/// <summary>What the whole server makes of forwarded headers: limits and origins follow them where the proxy is trusted, and only there.</summary>
public sealed class ForwardedRequestTests
{
    [Theory]
    [InlineData("127.0.0.1", HttpStatusCode.NotFound)] // an address of its own, with tries of its own
    [InlineData("127.0.0.2", HttpStatusCode.TooManyRequests)]
    [InlineData("", HttpStatusCode.TooManyRequests)]
    public async Task Rates_count_the_clients_address(string trusted, HttpStatusCode second)
    {
        await using var test = await TestDatabase.OpenAsync();
        await using var app = await StartAsync(test, trusted, "--Login:AttemptsPerMinute=1");
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        (await LoginAsync(http, "1.2.3.4")).ShouldBe(HttpStatusCode.NotFound);
        (await LoginAsync(http, "1.2.3.5")).ShouldBe(second);
        (await LoginAsync(http, "1.2.3.4")).ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Theory]
    [InlineData("127.0.0.1", "https", false)] // the page came over plain HTTP, and the request did not
    [InlineData("127.0.0.1", "http", true)]
    [InlineData("127.0.0.2", "https", true)]
    [InlineData("", "https", true)]
    public async Task The_origin_is_compared_with_the_clients_scheme(string trusted, string scheme, bool accepted)
    {
        await using var test = await TestDatabase.OpenAsync();
        await using var app = await StartAsync(test, trusted);
        var address = new Uri(app.Urls.Single());
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("X-Forwarded-Proto", scheme);
        socket.Options.SetRequestHeader("X-Forwarded-For", "1.2.3.4");
        socket.Options.SetRequestHeader("Host", $"app.example:{address.Port}");
        socket.Options.SetRequestHeader("Origin", $"http://app.example:{address.Port}");

        var connecting = socket.ConnectAsync(new Uri($"ws://{address.Authority}/socket.io/?EIO=4&transport=websocket"), TestContext.Current.CancellationToken);

        if (accepted)
            await connecting;
        else
            await Should.ThrowAsync<WebSocketException>(connecting);
    }

    private static async Task<WebApplication> StartAsync(TestDatabase test, string trusted, params string[] arguments)
    {
        var app = await ServerApplication.BuildAsync(
        [
            $"--DATABASE_URL=sqlite:{test.File}", "--environment=Development", "--urls=http://127.0.0.1:0", $"--TRUSTED_PROXIES={trusted}",
            "--Serilog:MinimumLevel:Default=Fatal", .. arguments,
        ]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private static async Task<HttpStatusCode> LoginAsync(HttpClient http, string from)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/auth/login");
        request.Headers.Add("X-Forwarded-For", from);
        request.Content = JsonContent.Create(new { email = "nobody@app.example", password = "password" });
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
