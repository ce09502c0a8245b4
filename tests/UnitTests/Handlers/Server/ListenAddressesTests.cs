using Microsoft.Extensions.Configuration;
using Shouldly;
using SocketIoCompat.Server;
using SocketIoCompat.UnitTests.Handlers.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Handlers.Server;

public sealed class ListenAddressesTests
{
    [Theory]
    [InlineData(null, null, null, "http://localhost:8766")]
    [InlineData("9000", null, null, "http://localhost:9000")]
    [InlineData("9000", "3000, 8080,8766,3000", null, "http://localhost:3000 http://localhost:8080 http://localhost:8766")]
    [InlineData(null, null, "http://127.0.0.1:1;http://[::1]:2", "http://127.0.0.1:1 http://[::1]:2")]
    [InlineData(null, "5", "http://0.0.0.0:1", "http://localhost:5")]
    [InlineData(null, "0", null, "http://127.0.0.1:0")]
    [InlineData("9000", " ", null, "http://localhost:9000")]
    public void Development(string? port, string? ports, string? urls, string expected) =>
        string.Join(' ', Read(FakeEnvironment.Development, ("PORT", port), ("PORTS", ports), ("urls", urls))).ShouldBe(expected);

    [Fact]
    public void Elsewhere_all_addresses_unless_one_is_named()
    {
        Read(FakeEnvironment.Production, ("PORT", "80")).ShouldBe(["http://*:80"]);
        Read(FakeEnvironment.Production, ("PORT", "80"), ("Server:Address", "10.0.0.1")).ShouldBe(["http://10.0.0.1:80"]);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("65536")]
    [InlineData(",")]
    [InlineData(",,")]
    [InlineData(" , ")]
    public void A_wrong_port_is_one_sentence(string ports) =>
        Should.Throw<StartupException>(() => Read(FakeEnvironment.Development, ("PORTS", ports))).Message.ShouldContain(ports);

    [Fact]
    public void A_list_without_a_port_or_an_address_names_its_setting()
    {
        Should.Throw<StartupException>(() => Read(FakeEnvironment.Development, ("PORT", ","))).Message.ShouldStartWith("PORT must");
        Should.Throw<StartupException>(() => Read(FakeEnvironment.Development, ("urls", ";"))).Message.ShouldStartWith("ASPNETCORE_URLS must");
    }

    [Theory]
    [InlineData("http://0.0.0.0:8766", null)]
    [InlineData("http://*:8766", null)]
    [InlineData("http://[::]:8766", null)]
    [InlineData("http://192.168.0.7:8766", null)]
    [InlineData("http://localhost:1;http://example.org:2", null)]
    [InlineData("http://localhost:8766", "http://0.0.0.0:1")]
    [InlineData("nonsense", null)]
    public void Development_refuses_other_addresses_than_loopback(string urls, string? kestrel)
    {
        (string, string?)[] settings = [("urls", urls), ("Kestrel:Endpoints:A:Url", kestrel)];

        Should.Throw<StartupException>(() => Check(FakeEnvironment.Development, settings));
        if (urls == "nonsense")
            return;
        Check(FakeEnvironment.Development, [.. settings, ("ALLOW_INSECURE", "1")]);
        Check(FakeEnvironment.Production, settings);
    }

    [Theory]
    [InlineData("http://localhost:8766")]
    [InlineData("http://127.0.0.1:8766;http://[::1]:8766")]
    [InlineData("http://127.1.2.3:8766")]
    [InlineData("http://unix:/run/x.sock")]
    public void Loopback_is_fine(string urls) => Check(FakeEnvironment.Development, [("urls", urls)]);

    private static IReadOnlyList<string> Read(FakeEnvironment environment, params (string, string?)[] settings) =>
        ListenAddresses.Read(Configuration(settings), environment);

    private static void Check(FakeEnvironment environment, (string, string?)[] settings)
    {
        var configuration = Configuration(settings);
        ListenAddresses.RequireLoopbackInDevelopment(ListenAddresses.Read(configuration, environment), configuration, environment);
    }

    private static IConfiguration Configuration((string Key, string? Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Where(s => s.Value is not null).ToDictionary(s => s.Key, s => s.Value))
        .Build();
}
