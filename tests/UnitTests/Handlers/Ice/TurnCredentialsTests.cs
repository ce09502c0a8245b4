using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Ice;
using SocketIoCompat.UnitTests.Support;

namespace SocketIoCompat.UnitTests.Handlers.Ice;

public sealed class TurnCredentialsTests
{
    [Fact]
    public void The_password_signs_the_name_and_the_end()
    {
        var options = new IceOptions { TurnSecret = "north", TurnLifetime = TimeSpan.FromMinutes(10) };

        var credential = new TurnCredentials(Options.Create(options), new ManualTimeProvider()).Create("alice@example.org");

        // printf '1767226200:alice@example.org' | openssl dgst -sha1 -hmac north -binary | base64
        credential.Username.ShouldBe("1767226200:alice@example.org");
        credential.Password.ShouldBe("0rehmmXAQjEYvcAuc3qr55vagFs=");
    }

    [Theory]
    [InlineData("a:b")]
    [InlineData("ü")]
    [InlineData("two words")]
    [InlineData("")]
    public void An_id_that_STUN_could_not_carry_is_hashed(string userId)
    {
        var credentials = new TurnCredentials(Options.Create(new IceOptions { TurnSecret = "north" }), new ManualTimeProvider());

        credentials.Create(userId).Username.ShouldMatch("^[0-9]+:[0-9a-f]{32}$");
    }

    [Theory]
    [InlineData("ICE_SERVERS", "stun:a.example, stuns:b.example:5349", true)]
    [InlineData("ICE_SERVERS", "turn:a.example", false)]
    [InlineData("ICE_SERVERS", "https://a.example", false)]
    [InlineData("TURN_URLS", "turn:a.example", false)]
    [InlineData("TURN_SECRET", "north", false)]
    [InlineData("ICE_TRANSPORT_POLICY", "all", true)]
    [InlineData("ICE_TRANSPORT_POLICY", "relay", false)]
    [InlineData("ICE_TRANSPORT_POLICY", "direct", false)]
    [InlineData("TURN_TTL", "59", false)]
    [InlineData("TURN_TTL", "an hour", false)]
    [InlineData("TURN_TTL", "86400", true)]
    public void Settings_that_cannot_be_are_refused(string name, string value, bool accepted)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(name, value)]).Build();
        using var services = new ServiceCollection().AddIceServers(configuration).BuildServiceProvider();
        var read = () => services.GetRequiredService<IOptions<IceOptions>>().Value;

        if (accepted)
            read.ShouldNotThrow();
        else
            Should.Throw<OptionsValidationException>(read).Message.ShouldStartWith(name[..4]);
    }
}
