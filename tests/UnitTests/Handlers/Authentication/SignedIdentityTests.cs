using SocketIoCompat.Handlers.Authentication;
using SocketIoCompat.Handlers.Authentication.Tokens;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.UnitTests.Handlers.Support;

namespace SocketIoCompat.UnitTests.Handlers.Authentication;

public sealed class SignedIdentityTests
{
    private const string Secret = "a secret that has thirty-two bytes";
    private const string Json = """{"userId":"u.1","email":"a@b.c","tier":2}""";

    private static string Cookie(string name, string secret = Secret) =>
        $"{name}={new SignedCookie(new TokenOptions { CookieSecret = secret }).SignJson(name, Json)}";

    private static async Task<ConnectionIdentity> AskAsync(string cookie, FakeEnvironment environment, string? secret)
    {
        using var fixture = new AuthenticationFixture(environment, secret: secret);
        return await fixture.Authenticator.AuthenticateAsync(cookie, token: null);
    }

    [Fact]
    public async Task Json_with_its_signature_is_an_identity_in_production_an_admins_too()
    {
        var tutor = (await AskAsync(Cookie("tutorAuth"), FakeEnvironment.Production, Secret)).Profile.ShouldNotBeNull();
        (tutor.UserId, tutor.Role).ShouldBe(("u.1", UserType.Tutor));
        (await AskAsync(Cookie("adminAuth"), FakeEnvironment.Production, Secret)).Profile.ShouldNotBeNull().Role.ShouldBe(UserType.Admin);
    }

    [Fact]
    public async Task A_foreign_a_moved_and_a_missing_signature_are_none()
    {
        foreach (var cookie in new[]
        {
            Cookie("tutorAuth", "another secret with thirty-two byte"),
            Cookie("tutorAuth").Replace("tutorAuth=", "adminAuth=", StringComparison.Ordinal),
            Cookie("tutorAuth").Replace("u.1", "u.2", StringComparison.Ordinal),
            $"tutorAuth={Uri.EscapeDataString(Json)}",
            Cookie("tutorAuth")[..^1],
        })
        {
            var identity = await AskAsync(cookie, FakeEnvironment.Production, Secret);
            (identity.Profile, identity.Refusal).ShouldBe((null, "Authentication failed"), cookie);
        }
    }

    [Theory]
    [InlineData("\"exp\":1772366460", true)] // a minute after the clock's start
    [InlineData("\"exp\":1772366459.5", true)]
    [InlineData("\"exp\":1772366399", false)]
    [InlineData("\"expiresAt\":\"2026-03-01T12:01:00.000Z\"", true)]
    [InlineData("\"expiresAt\":1772366460000", true)]
    [InlineData("\"expiresAt\":null", true)]
    [InlineData("\"expiresAt\":\"2026-03-01T11:59:00.000Z\"", false)]
    [InlineData("\"exp\":1772366460,\"expiresAt\":1772366399000", false)]
    [InlineData("\"exp\":\"1772366460\"", false)]
    [InlineData("\"exp\":-1", false)]
    [InlineData("\"expiresAt\":\"tomorrow\"", false)]
    [InlineData("\"exp\":4102444800", true)] // beyond 2038
    public async Task An_end_inside_is_kept(string end, bool isValid)
    {
        var json = $$"""{"userId":"u","email":"a@b.c","tier":2,{{end}}}""";
        var signed = $"tutorAuth={new SignedCookie(new TokenOptions { CookieSecret = Secret }).SignJson("tutorAuth", json)}";
        (await AskAsync(signed, FakeEnvironment.Production, Secret)).Profile.ShouldSatisfyAllConditions(p => (p is not null).ShouldBe(isValid, end));

        using var development = new AuthenticationFixture(FakeEnvironment.Development);
        var unsigned = $"tutorAuth={Uri.EscapeDataString(json)}";
        ((await development.Authenticator.AuthenticateAsync(unsigned, token: null)).Profile is not null).ShouldBe(isValid, end);
        ((await development.Authenticator.AuthenticateAsync(default, json)).Profile is not null).ShouldBe(isValid, end);
    }

    [Fact]
    public async Task A_valid_end_is_the_connections_and_no_ticket_of_ours()
    {
        var json = """{"userId":"u","email":"a@b.c","tier":2,"exp":1772366460}""";
        var cookie = $"tutorAuth={new SignedCookie(new TokenOptions { CookieSecret = Secret }).SignJson("tutorAuth", json)}";
        using var fixture = new AuthenticationFixture(FakeEnvironment.Production, secret: Secret);

        var identity = await fixture.Authenticator.AuthenticateAsync(cookie, token: null);
        (identity.EndsAt, identity.Ticket).ShouldBe((fixture.Time.GetUtcNow().AddMinutes(1), null));

        fixture.Time.Advance(TimeSpan.FromSeconds(61));
        (await fixture.Authenticator.AuthenticateAsync(cookie, token: null)).Refusal.ShouldBe("Authentication failed");
        (await fixture.RequestAsync(cookie)).ShouldSatisfyAllConditions(answer => answer.UserId.ShouldBeNull(), answer => answer.SetCookies.ShouldBeEmpty());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("short")]
    public async Task Without_a_secret_worth_the_name_no_signature_counts(string? secret) =>
        (await AskAsync(Cookie("tutorAuth", secret ?? Secret), FakeEnvironment.Production, secret)).Profile.ShouldBeNull();
}
