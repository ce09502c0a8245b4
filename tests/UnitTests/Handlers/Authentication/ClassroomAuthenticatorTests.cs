using System.Text.Json;
using Microsoft.Extensions.Primitives;
using Shouldly;
using SocketIoCompat.Handlers.Authentication;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.UnitTests.Handlers.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Handlers.Authentication;

public sealed class ClassroomAuthenticatorTests : IDisposable
{
    private readonly AuthenticationFixture _development = new(FakeEnvironment.Development);
    private readonly AuthenticationFixture _production = new(FakeEnvironment.Production);

    public void Dispose()
    {
        _development.Dispose();
        _production.Dispose();
    }

    [Fact]
    public async Task The_texts_of_refusals()
    {
        (await Refusal(null)).ShouldBe("Authentication required: No cookies found");
        (await Refusal("theme=dark")).ShouldBe("Authentication required: No auth cookie found");
        (await Refusal("auth=%7Bbroken")).ShouldBe("Authentication failed");
        (await Refusal("auth=nonsense")).ShouldBe("Authentication failed");
        (await Refusal("auth=%E0%A4%A")).ShouldBe("Authentication failed");
        (await Refusal(Unsigned(IdentityCookie.Auth, new { email = "a@x" }))).ShouldBe("Invalid authentication data");
        (await Refusal(Unsigned(IdentityCookie.Auth, new { userId = "a" }))).ShouldBe("Invalid authentication data");
        (await Refusal(null, Json(new { userId = "a" }))).ShouldBe("Invalid authentication data");
        (await Refusal(null, "a.b.c")).ShouldBe("Authentication required: No valid auth token or cookie");
        (await Refusal(null, "admin-interview")).ShouldBe("Authentication required: No valid auth token or cookie");

        var student = Json(new { userId = "a", email = "a@x" });
        (await _production.Authenticator.AuthenticateAsync(default, student)).Refusal
            .ShouldBe("Authentication required: No valid auth token or cookie");
    }

    [Theory]
    [InlineData("auth", "2", "tutor")]
    [InlineData("auth", "3", "tutor")]
    [InlineData("auth", "1", "student")]
    [InlineData("auth", "null", "student")]
    [InlineData("tutorAuth", "2", "tutor")]
    [InlineData("tutorAuth", "null", "tutor")]
    [InlineData("tutorAuth", "1", "student")]
    [InlineData("studentAuth", "1", "student")]
    [InlineData("studentAuth", "5", "student")]
    [InlineData("adminAuth", "null", "admin")]
    public async Task The_cookie_and_its_tier_make_the_type(string cookie, string tier, string expected)
    {
        var header = $"{cookie}={Uri.EscapeDataString($$"""{"userId":"u","email":"u@x","tier":{{tier}}}""")}";

        var identity = await _development.Authenticator.AuthenticateAsync(header, token: null);

        identity.Profile.ShouldNotBeNull().Role.ShouldBe(UserTypeName.Parse(expected).ShouldNotBeNull());
        identity.IsEphemeral.ShouldBeFalse();
    }

    [Fact]
    public async Task A_numeric_user_id_is_its_text_and_an_admin_needs_no_email()
    {
        (await UserId(Unsigned(IdentityCookie.Auth, new { userId = 42, email = "a@x" }))).ShouldBe("42");
        (await UserId(Unsigned(IdentityCookie.Admin, new { userId = "a", username = "root" }))).ShouldBe("a");
    }

    [Fact]
    public async Task A_cookie_that_is_not_encoded_is_read_too() =>
        (await UserId("""theme=dark; auth={"userId":"u","email":"u@x"}; x=1""")).ShouldBe("u");

    [Fact]
    public async Task Of_several_cookies_the_token_says_which()
    {
        var all = string.Join(
            "; ",
            Unsigned(IdentityCookie.Student, new { userId = "s", email = "s@x" }),
            Unsigned(IdentityCookie.Tutor, new { userId = "t", email = "t@x", tier = 2 }),
            Unsigned(IdentityCookie.Admin, new { userId = "a" }));

        (await UserId(all)).ShouldBe("a");
        (await UserId(all, Json(new { userId = "student-1", email = "x@dev", tier = 1 }))).ShouldBe("s");
        (await UserId(all, Json(new { userId = "tutor-1", email = "x@dev", tier = 2 }))).ShouldBe("t");
        (await UserId(all, "admin-interview")).ShouldBe("a");
    }

    [Fact]
    public async Task A_cookie_wins_over_the_token_and_a_broken_one_does_not()
    {
        var token = Json(new { userId = "from-token", email = "x@dev", tier = 1 });
        (await UserId(Unsigned(IdentityCookie.Tutor, new { userId = "t", email = "t@x", tier = 2 }), token)).ShouldBe("t");
        (await UserId("studentAuth=broken; " + Unsigned(IdentityCookie.Auth, new { userId = "u", email = "u@x" }), token)).ShouldBe("u");

        var identity = await _development.Authenticator.AuthenticateAsync("studentAuth=broken", token);
        identity.Profile.ShouldNotBeNull().UserId.ShouldBe("from-token");
        identity.IsEphemeral.ShouldBeTrue();
    }

    [Fact]
    public async Task A_token_never_makes_an_admin()
    {
        var identity = await _development.Authenticator.AuthenticateAsync(
            default, Json(new { userId = "a", email = "a@x", role = "admin", userType = "admin", tier = 9 }));

        identity.Profile.ShouldNotBeNull().Role.ShouldBe(UserType.Tutor);
    }

    [Fact]
    public async Task The_interview_token_takes_nobody_but_an_admin() =>
        (await Refusal(Unsigned(IdentityCookie.Tutor, new { userId = "t", email = "t@x", tier = 2 }), "admin-interview"))
            .ShouldBe("Authentication required: No valid auth token or cookie");

    [Fact]
    public async Task What_the_server_issued_is_valid_everywhere_and_until_it_expires()
    {
        var cookie = await _production.IssueAsync(IdentityCookie.Tutor, "t1", UserType.Tutor);

        var identity = await _production.Authenticator.AuthenticateAsync(cookie, token: null);
        identity.Profile.ShouldNotBeNull().UserId.ShouldBe("t1");
        identity.Profile.Role.ShouldBe(UserType.Tutor);

        _production.Time.Advance(TimeSpan.FromMinutes(61));
        (await _production.Authenticator.AuthenticateAsync(cookie, token: null)).Refusal.ShouldBe("Authentication failed");
    }

    [Fact]
    public async Task A_forged_or_moved_cookie_is_refused()
    {
        var cookie = await _production.IssueAsync(IdentityCookie.Student, "s1", UserType.Student);
        var value = cookie["studentAuth=".Length..];
        var middle = value.Length / 2;
        var tampered = value[..middle] + (value[middle] == 'A' ? 'B' : 'A') + value[(middle + 1)..];
        using var elsewhere = new AuthenticationFixture(FakeEnvironment.Production);
        var foreign = await elsewhere.IssueAsync(IdentityCookie.Student, "s1", UserType.Student);

        foreach (var forged in new[] { $"studentAuth={tampered}", $"adminAuth={value}", $"tutorAuth={value}", foreign })
            (await _production.Authenticator.AuthenticateAsync(forged, token: null)).Refusal.ShouldBe("Authentication failed");
    }

    [Fact]
    public async Task The_same_keys_on_another_instance_accept_the_cookie()
    {
        var cookie = await _production.IssueAsync(IdentityCookie.Admin, "a1", UserType.Admin);
        using var other = new AuthenticationFixture(FakeEnvironment.Production, keys: _production.Keys);

        (await other.Authenticator.AuthenticateAsync(cookie, "admin-interview")).Profile.ShouldNotBeNull().Role.ShouldBe(UserType.Admin);
    }

    [Fact]
    public async Task What_development_issued_is_worth_nothing_elsewhere_with_the_same_keys()
    {
        using var production = new AuthenticationFixture(FakeEnvironment.Production, keys: _development.Keys);
        foreach (var (kind, role) in new[] { (IdentityCookie.Admin, UserType.Admin), (IdentityCookie.Tutor, UserType.Tutor) })
        {
            var cookie = await _development.IssueAsync(kind, "u1", role);

            (await _development.Authenticator.AuthenticateAsync(cookie, token: null)).Profile.ShouldNotBeNull();
            (await production.Authenticator.AuthenticateAsync(cookie, token: null)).Refusal.ShouldBe("Authentication failed");
        }
    }

    [Fact]
    public async Task Outside_development_unsigned_is_refused_and_said_once()
    {
        var cookie = Unsigned(IdentityCookie.Tutor, new { userId = "t", email = "t@x", tier = 2 });

        (await _production.Authenticator.AuthenticateAsync(cookie, token: null)).Refusal.ShouldBe("Authentication failed");
        await _production.Authenticator.AuthenticateAsync(cookie, token: null);

        _production.Warnings.ShouldHaveSingleItem().ShouldContain("Classroom:TrustUnsignedIdentity");
        _production.Policy.WarnWhenTrusting();
        _production.Warnings.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Trusting_elsewhere_still_makes_no_admin()
    {
        using var trusting = new AuthenticationFixture(FakeEnvironment.Production, trust: true);

        (await trusting.Authenticator.AuthenticateAsync(
            Unsigned(IdentityCookie.Tutor, new { userId = "t", email = "t@x", tier = 2 }), token: null)).Profile.ShouldNotBeNull();
        (await trusting.Authenticator.AuthenticateAsync(
            Unsigned(IdentityCookie.Admin, new { userId = "a" }), token: null)).Refusal.ShouldBe("Authentication failed");
    }

    [Fact]
    public async Task Development_can_be_told_not_to_trust()
    {
        using var strict = new AuthenticationFixture(FakeEnvironment.Development, trust: false);

        (await strict.Authenticator.AuthenticateAsync(
            Unsigned(IdentityCookie.Auth, new { userId = "u", email = "u@x" }), token: null)).Refusal.ShouldBe("Authentication failed");
        _development.Policy.WarnWhenTrusting();
        _development.Warnings.ShouldHaveSingleItem().ShouldContain("anybody");
    }

    private static string Unsigned(IdentityCookie cookie, object identity) => AuthenticationFixture.Unsigned(cookie, identity);

    private static string Json(object token) => JsonSerializer.Serialize(token);

    private async Task<string?> Refusal(string? cookies, string? token = null) =>
        (await _development.Authenticator.AuthenticateAsync(cookies is null ? default : new StringValues(cookies), token)).Refusal;

    private async Task<string?> UserId(string cookies, string? token = null) =>
        (await _development.Authenticator.AuthenticateAsync(cookies, token)).Profile?.UserId;
}
