using System.Security.Cryptography;
using SocketIoCompat.Handlers.Authentication.Tokens;
using SocketIoCompat.UnitTests.Handlers.Support;

namespace SocketIoCompat.UnitTests.Handlers.Authentication.Tokens;

public sealed class JwtVerifierTests
{
    private readonly ManualTime _time = new();

    private JwtVerifier Verifier(TokenOptions? options = null) => new(options ?? TokenVectors.Options(), _time);

    private JwtRefusal? Refusal(string? token) => Verifier().Verify(token).Refusal;

    [Fact]
    public void The_contracts_token_is_read()
    {
        var token = Verifier().Verify(TokenVectors.Token).Token.ShouldNotBeNull();

        token.UserId.ShouldBe("64b000000000000000000001");
        token.Text("name").ShouldBe("Alice");
        token.Text("role").ShouldBe("customer");
        token.ExpiresAt.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(4102444800));
    }

    [Theory]
    [InlineData("""{"alg":"none"}""")]
    [InlineData("""{"alg":"None"}""")]
    [InlineData("""{"alg":"HS384"}""")]
    [InlineData("""{"alg":"HS512"}""")]
    [InlineData("""{"alg":"hs256"}""")]
    [InlineData("""{"alg":"RS256"}""")]
    [InlineData("""{"alg":"ES256"}""")]
    [InlineData("""{"alg":["HS256"]}""")]
    [InlineData("""{"alg":"\ud800"}""")]
    [InlineData("""{"typ":"JWT"}""")]
    public void Other_algorithms_are_refused_whatever_the_signature(string header) =>
        Refusal(TokenVectors.Sign("""{"id":"1"}""", header)).ShouldBe(JwtRefusal.Algorithm);

    [Fact]
    public void A_token_without_its_signature_is_refused() =>
        Refusal($"{TokenVectors.Part("""{"alg":"HS256"}""")}.{TokenVectors.Part("""{"id":"1"}""")}.").ShouldBe(JwtRefusal.Malformed);

    [Theory]
    [InlineData("""{"\ud800":1,"alg":"HS256"}""", """{"id":"1"}""")]
    [InlineData("""{"alg":"HS256"}""", """{"id":"1","\ud800":1}""")]
    public void Half_a_surrogate_pair_in_a_name_is_a_refusal_and_no_exception(string header, string claims) =>
        Refusal(TokenVectors.Sign(claims, header)).ShouldBe(JwtRefusal.Malformed);

    [Theory]
    [InlineData(null, JwtRefusal.Missing)]
    [InlineData("", JwtRefusal.Missing)]
    [InlineData("a", JwtRefusal.Malformed)]
    [InlineData("..", JwtRefusal.Malformed)]
    [InlineData("a.b.c", JwtRefusal.Malformed)]
    [InlineData("a.b.c.d", JwtRefusal.Malformed)]
    [InlineData("e30.e30.äöü", JwtRefusal.Algorithm)]
    [InlineData("W10.e30.AA", JwtRefusal.Malformed)]
    public void What_is_no_token_is_refused(string? token, object refusal) => Refusal(token).ShouldBe((JwtRefusal)refusal);

    [Fact]
    public void A_token_longer_than_any_is_refused_unread() =>
        Refusal(TokenVectors.Sign($$"""{"id":"{{new string('a', 9000)}}"}""")).ShouldBe(JwtRefusal.Malformed);

    [Fact]
    public void A_foreign_signature_and_every_changed_character_are_refused()
    {
        Refusal(TokenVectors.Sign("""{"id":"1"}""", secret: "another")).ShouldBe(JwtRefusal.Signature);
        var token = TokenVectors.Sign("""{"id":"1"}""");
        var signature = token.LastIndexOf('.') + 1;
        for (var i = signature; i < token.Length - 1; i++) // the last character has two bits that say nothing
        {
            Refusal(token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..]).ShouldBe(JwtRefusal.Signature);
        }
    }

    [Fact]
    public void What_the_header_calls_critical_is_refused() =>
        Refusal(TokenVectors.Sign("""{"id":"1"}""", """{"alg":"HS256","crit":["b64"],"b64":false}""")).ShouldBe(JwtRefusal.Malformed);

    [Fact]
    public void A_token_ends_at_its_second()
    {
        var end = _time.GetUtcNow().ToUnixTimeSeconds() + 60;
        var token = TokenVectors.Sign($$"""{"id":"1","exp":{{end}}}""");

        Verifier().Verify(token).Token.ShouldNotBeNull();
        _time.Advance(TimeSpan.FromSeconds(61));
        Refusal(token).ShouldBe(JwtRefusal.Expired);
    }

    [Theory]
    [InlineData("4102444800")] // 2100: beyond 32 bits
    [InlineData("2147483648")] // 2038
    [InlineData("4102444800.5")]
    public void The_expiry_holds_after_2038(string exp)
    {
        _time.Advance(DateTimeOffset.FromUnixTimeSeconds(4102444802) - _time.GetUtcNow());
        Refusal(TokenVectors.Sign($$"""{"id":"1","exp":{{exp}}}""")).ShouldBe(JwtRefusal.Expired);
    }

    [Theory]
    [InlineData("1e300")]
    [InlineData("253402300800")]
    public void An_expiry_beyond_our_calendar_is_far_away(string exp) =>
        Verifier().Verify(TokenVectors.Sign($$"""{"id":"1","exp":{{exp}}}""")).Token!.ExpiresAt.ShouldBe(DateTimeOffset.MaxValue);

    [Theory]
    [InlineData("\"4102444800\"")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("-1")]
    [InlineData("1e400")]
    public void An_expiry_that_is_no_moment_is_refused(string exp) =>
        Refusal(TokenVectors.Sign($$"""{"id":"1","exp":{{exp}}}""")).ShouldBe(JwtRefusal.Malformed);

    [Fact]
    public void A_token_of_tomorrow_is_refused_today() =>
        Refusal(TokenVectors.Sign($$"""{"id":"1","nbf":{{_time.GetUtcNow().ToUnixTimeSeconds() + 60}}}""")).ShouldBe(JwtRefusal.NotYetValid);

    [Theory]
    [InlineData("""{"id":"a","sub":"b"}""", "a")]
    [InlineData("""{"userId":"a","_id":"c","sub":"b"}""", "a")]
    [InlineData("""{"_id":"c","sub":"b"}""", "c")]
    [InlineData("""{"id":null,"sub":"b"}""", "b")]
    [InlineData("""{"id":42}""", "42")]
    [InlineData("""{}""", null)]
    [InlineData("""{"id":""}""", null)]
    [InlineData("""{"id":{"a":1},"sub":"b"}""", null)]
    [InlineData("""{"id":"\ud800"}""", null)]
    [InlineData("""{"id":"a\u0000b"}""", null)]
    public void The_first_claim_that_is_there_names_the_user(string payload, string? userId)
    {
        var result = Verifier().Verify(TokenVectors.Sign(payload));

        result.Token?.UserId.ShouldBe(userId);
        result.Refusal.ShouldBe(userId is null ? JwtRefusal.NoUser : null);
    }

    [Fact]
    public void RS256_is_read_with_its_key_and_never_with_another_kind()
    {
        using var rsa = RSA.Create(2048);
        using var other = RSA.Create(2048);
        var pem = rsa.ExportSubjectPublicKeyInfoPem();
        var verifier = Verifier(TokenVectors.Options(publicKey: pem));

        verifier.Verify(TokenVectors.Sign("""{"id":"1"}""", rsa)).Token!.UserId.ShouldBe("1");
        verifier.Verify(TokenVectors.Sign("""{"id":"1"}""", other)).Refusal.ShouldBe(JwtRefusal.Signature);
        verifier.Verify(TokenVectors.Sign("""{"id":"1"}""")).Token!.UserId.ShouldBe("1");
        // The public key is public: a MAC made with its text must open nothing.
        verifier.Verify(TokenVectors.Sign("""{"id":"1"}""", secret: pem)).Refusal.ShouldBe(JwtRefusal.Signature);
        verifier.Verify(TokenVectors.Sign("""{"id":"1"}""", """{"alg":"RS256"}""", pem)).Refusal.ShouldBe(JwtRefusal.Signature);
    }

    [Theory]
    [InlineData("s")]
    [InlineData("a secret of exactly sixty-four bytes, which is a block of the MAC")]
    [InlineData("a secret that is longer than the block of sixty-four bytes, which HMAC hashes before it is used")]
    public void Any_secret_issues_what_it_verifies(string secret)
    {
        var options = TokenVectors.Options(secret);
        var token = new JwtIssuer(options, _time).Issue(claims => claims.WriteString("id", "ä\"1"));

        token.ShouldBe(TokenVectors.Sign(
            System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1])),
            System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[0])),
            secret));
        var verified = new JwtVerifier(options, _time).Verify(token).Token.ShouldNotBeNull();
        verified.UserId.ShouldBe("ä\"1");
        verified.ExpiresAt.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(_time.GetUtcNow().ToUnixTimeSeconds()) + TimeSpan.FromDays(7));
    }

    [Theory]
    [InlineData("Bearer a.b.c", "a.b.c")]
    [InlineData(" bearer  a.b.c ", "a.b.c")]
    [InlineData("Basic YQ==", null)]
    [InlineData("Bearer", null)]
    [InlineData(null, null)]
    public void The_token_of_a_header(string? header, string? token) => JwtVerifier.FromBearer(header).ShouldBe(token);
}
