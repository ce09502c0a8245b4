using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Authentication.Tokens;
using SocketIoCompat.UnitTests.Handlers.Support;

namespace SocketIoCompat.UnitTests.Handlers.Authentication.Tokens;

public sealed class TokenServicesTests
{
    private const string Long = "a secret that has thirty-two bytes";

    private static TokenOptions Read(IHostEnvironment environment, string system, params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value)))
            .Build();
        using var provider = new ServiceCollection()
            .AddLogging()
            .AddSingleton(environment)
            .AddSingleton<IConfiguration>(configuration)
            .AddTokens("One")
            .AddTokens("Two")
            .BuildServiceProvider();
        return provider.GetRequiredService<IOptionsMonitor<TokenOptions>>().Get(system);
    }

    [Fact]
    public void A_systems_own_secret_wins_over_the_shared_one()
    {
        (string, string)[] settings = [("JWT_SECRET", "shared"), ("COOKIE_SECRET", "cookies"), ("One:Tokens:JwtSecret", "own")];

        Read(FakeEnvironment.Development, "One", settings).JwtSecret.ShouldBe("own");
        Read(FakeEnvironment.Development, "Two", settings).JwtSecret.ShouldBe("shared");
        Read(FakeEnvironment.Development, "One", settings).CookieSecret.ShouldBe("cookies");
        Read(FakeEnvironment.Development, "One", settings).UserIdClaims.ShouldBe(["id", "userId", "_id", "sub"]);
        Read(FakeEnvironment.Development, "One", ("One:Tokens:UserIdClaims:0", "uid")).UserIdClaims.ShouldBe(["uid"]);
    }

    [Fact]
    public void Development_needs_no_secret_and_takes_any()
    {
        Read(FakeEnvironment.Development, "One").JwtSecret.ShouldNotBeNull().Length.ShouldBeGreaterThanOrEqualTo(32);
        Read(FakeEnvironment.Development, "One", ("JWT_SECRET", "s"), ("COOKIE_SECRET", "c")).JwtSecret.ShouldBe("s");
    }

    [Fact]
    public void Elsewhere_it_says_what_is_missing_or_weak()
    {
        var missing = Should.Throw<OptionsValidationException>(() => Read(FakeEnvironment.Production, "One"));
        missing.Message.ShouldContain("JWT_SECRET (One:Tokens:JwtSecret) must be set");
        missing.Message.ShouldContain("COOKIE_SECRET (One:Tokens:CookieSecret) must be set");
        Should.Throw<OptionsValidationException>(() => Read(FakeEnvironment.Production, "One", ("JWT_SECRET", "s"), ("COOKIE_SECRET", Long)))
            .Message.ShouldContain("JWT_SECRET (One:Tokens:JwtSecret) must have at least 32 bytes");
        Should.Throw<OptionsValidationException>(() => Read(FakeEnvironment.Production, "One", ("JWT_SECRET", Long), ("COOKIE_SECRET", Long), ("JWT_PUBLIC_KEY", "no key")))
            .Message.ShouldContain("JWT_PUBLIC_KEY");
        Read(FakeEnvironment.Production, "One", ("JWT_SECRET", Long), ("COOKIE_SECRET", Long)).JwtSecret.ShouldBe(Long);
    }
}
