using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Shouldly;
using SocketIoCompat.Engine;
using Xunit;

namespace SocketIoCompat.UnitTests.Engine;

/// <summary>What counts as the same host when a page opens a websocket.</summary>
public sealed class OriginTests
{
    [Theory]
    [InlineData("http", "app.example", "http://app.example", true)]
    [InlineData("https", "app.example", "https://app.example", true)]
    [InlineData("https", "app.example", "http://app.example", false)]
    [InlineData("https", "app.example:443", "http://app.example", false)]
    [InlineData("https", "app.example:8443", "https://app.example:8443", true)]
    [InlineData("https", "app.example:8443", "http://app.example:8443", false)]
    [InlineData("http", "app.example", "https://app.example", true)] // a proxy that ends TLS and does not say so
    [InlineData("http", "app.example:8080", "https://app.example", false)]
    [InlineData("http", "app.example:21", "ftp://app.example", false)]
    [InlineData("http", "[::1]:80", "http://[::1]", true)]
    public async Task The_scheme_counts_too(string scheme, string host, string origin, bool expected)
    {
        var context = new DefaultHttpContext { Request = { Scheme = scheme, Host = new HostString(host), Headers = { Origin = origin } } };
        context.RequestServices = new EmptyServices();

        (await WebSocketOrigin.IsAllowedAsync(context)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("", "http://127.0.0.1:{port}", "HTTP/1.1 101")]
    [InlineData("X-Forwarded-Proto: https\r\n", "http://127.0.0.1:{port}", "HTTP/1.1 400")]
    [InlineData("X-Forwarded-Proto: https\r\n", "https://127.0.0.1:{port}", "HTTP/1.1 101")]
    public async Task Forwarded_headers_say_what_the_proxy_was_asked(string forwarded, string origin, string expected)
    {
        await using var host = await EngineHost.StartAsync(pipeline: (app, _) =>
            app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedProto }));
        var header = $"Origin: {origin.Replace("{port}", host.Port.ToString(), StringComparison.Ordinal)}\r\n";

        using var socket = await RawWebSocket.RequestAsync(host.Port, EngineHost.Query("websocket"), forwarded + header);

        socket.Head.ShouldStartWith(expected);
    }

    private sealed class EmptyServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
