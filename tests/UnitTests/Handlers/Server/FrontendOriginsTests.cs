using Microsoft.Extensions.Configuration;
using Shouldly;
using SocketIoCompat.Server;
using SocketIoCompat.UnitTests.Handlers.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Handlers.Server;

public sealed class FrontendOriginsTests
{
    [Fact]
    public void All_three_settings_count()
    {
        var origins = Origins(
            FakeEnvironment.Production,
            ("FRONTEND_URL", "https://one.example/"),
            ("FRONTEND_URLS", "https://two.example:8443/app, https://three.example"),
            ("CORS_ORIGIN", "http://four.example"));

        foreach (var origin in new[] { "https://one.example", "https://two.example:8443", "https://three.example", "http://four.example" })
            origins.IsAllowed(origin).ShouldBeTrue(origin);
        foreach (var origin in new[] { "http://one.example", "https://two.example", "https://evil.example", "http://localhost:5173", "null" })
            origins.IsAllowed(origin).ShouldBeFalse(origin);
    }

    [Theory]
    [InlineData("http://localhost:5173", true)]
    [InlineData("http://127.0.0.1:3000", true)]
    [InlineData("http://[::1]:3000", true)]
    [InlineData("https://localhost", true)]
    [InlineData("http://localhost.evil.example", false)]
    [InlineData("http://192.168.0.102:5173", false)]
    [InlineData("file://localhost", false)]
    public void Development_lets_in_the_pages_of_this_machine(string origin, bool expected) =>
        Origins(FakeEnvironment.Development).IsAllowed(origin).ShouldBe(expected);

    [Theory]
    [InlineData("*")]
    [InlineData("one.example")]
    public void What_is_no_origin_is_one_sentence(string value) =>
        Should.Throw<StartupException>(() => Origins(FakeEnvironment.Production, ("CORS_ORIGIN", value))).Message.ShouldContain("CORS_ORIGIN");

    private static FrontendOrigins Origins(FakeEnvironment environment, params (string Key, string? Value)[] settings) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => s.Value)).Build(), environment);
}
