using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using SocketIoCompat.Server;
using Xunit;

namespace SocketIoCompat.UnitTests.Handlers.Server;

public sealed class TrustedProxiesTests
{
    [Theory]
    [InlineData(null, "10.0.0.5", "1.2.3.4", "http 10.0.0.5 asked.example")] // nobody is trusted
    [InlineData("10.0.0.5", "10.0.0.6", "1.2.3.4", "http 10.0.0.6 asked.example")] // a stranger claims something
    [InlineData("10.0.0.5", "10.0.0.5", "1.2.3.4", "https 1.2.3.4 asked.example")]
    [InlineData("10.0.0.0/8, 192.168.1.1", "192.168.1.1", "1.2.3.4, 10.9.9.9", "https 1.2.3.4 asked.example")] // two hops, both trusted
    [InlineData("10.0.0.5", "10.0.0.5", "6.6.6.6, 1.2.3.4", "https 1.2.3.4 asked.example")] // what the client itself has put in front
    [InlineData("10.0.0.5", "::ffff:10.0.0.5", "1.2.3.4", "https 1.2.3.4 asked.example")] // an IPv4 proxy on a socket of both kinds
    [InlineData("10.0.0.0/8", "10.0.0.5", "10.0.0.9, 1.2.3.4, 10.9.9.9", "https 1.2.3.4 asked.example")] // a client that calls itself a proxy
    [InlineData("::1", "::1", "2001:db8::7", "https 2001:db8::7 asked.example")]
    public async Task Only_a_trusted_proxy_is_believed(string? trusted, string from, string forwarded, string expected)
    {
        var app = new ApplicationBuilder(new ServiceCollection().AddLogging().AddOptions().BuildServiceProvider());
        app.UseTrustedProxies(new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("TRUSTED_PROXIES", trusted)]).Build());
        var seen = "";
        app.Run(context =>
        {
            seen = $"{context.Request.Scheme} {context.Connection.RemoteIpAddress} {context.Request.Host}";
            return Task.CompletedTask;
        });
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = System.Net.IPAddress.Parse(from) } };
        context.Request.Scheme = "http";
        context.Request.Host = new HostString("asked.example");
        context.Request.Headers["X-Forwarded-For"] = forwarded;
        context.Request.Headers["X-Forwarded-Proto"] = string.Join(", ", Enumerable.Repeat("https", forwarded.Split(',').Length));
        context.Request.Headers["X-Forwarded-Host"] = string.Join(", ", Enumerable.Repeat("public.example", forwarded.Split(',').Length));

        await app.Build()(context);

        seen.ShouldBe(expected);
    }

    [Theory]
    [InlineData(null, "asked.example")]
    [InlineData("true", "public.example")]
    public async Task The_host_is_believed_where_the_operator_says_so(string? setting, string expected)
    {
        var app = new ApplicationBuilder(new ServiceCollection().AddLogging().AddOptions().BuildServiceProvider());
        app.UseTrustedProxies(new ConfigurationBuilder().AddInMemoryCollection(
            [KeyValuePair.Create<string, string?>("TRUSTED_PROXIES", "10.0.0.5"), KeyValuePair.Create("Server:TrustForwardedHost", setting)]).Build());
        app.Run(static _ => Task.CompletedTask);
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = System.Net.IPAddress.Parse("10.0.0.5") } };
        context.Request.Host = new HostString("asked.example");
        context.Request.Headers["X-Forwarded-Host"] = "public.example";

        await app.Build()(context);

        context.Request.Host.Value.ShouldBe(expected);
    }

    [Fact]
    public void The_frameworks_switch_that_believes_everybody_ends_the_start() =>
        Should.Throw<StartupException>(() => TrustedProxies.Read(new ConfigurationBuilder().AddInMemoryCollection(
            [KeyValuePair.Create<string, string?>("FORWARDEDHEADERS_ENABLED", "true"), KeyValuePair.Create<string, string?>("TRUSTED_PROXIES", "10.0.0.5")]).Build()))
            .Message.ShouldContain("TRUSTED_PROXIES");

    [Theory]
    [InlineData("proxy.example")]
    [InlineData("10.0.0.0/99")]
    [InlineData("10.0.0.5;10.0.0.6")]
    public void What_is_no_address_ends_the_start(string trusted) =>
        Should.Throw<StartupException>(() => TrustedProxies.Read(new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create<string, string?>("TRUSTED_PROXIES", trusted)]).Build()))
            .Message.ShouldContain("TRUSTED_PROXIES");
}
