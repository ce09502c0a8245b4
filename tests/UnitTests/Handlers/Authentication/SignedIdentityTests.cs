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
    [InlineData(null)]
    [InlineData("short")]
    public async Task Without_a_secret_worth_the_name_no_signature_counts(string? secret) =>
        (await AskAsync(Cookie("tutorAuth", secret ?? Secret), FakeEnvironment.Production, secret)).Profile.ShouldBeNull();
}
