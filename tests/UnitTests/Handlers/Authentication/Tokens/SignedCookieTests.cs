using SocketIoCompat.Handlers.Authentication.Tokens;

namespace SocketIoCompat.UnitTests.Handlers.Authentication.Tokens;

public sealed class SignedCookieTests
{
    private readonly SignedCookie _cookie = new(TokenVectors.Options());

    [Fact]
    public void The_contracts_cookie_is_made_and_read()
    {
        _cookie.Sign(TokenVectors.Token).ShouldBe(TokenVectors.Cookie);
        _cookie.Verify(TokenVectors.Cookie).ShouldBe(TokenVectors.Token);
        _cookie.Verify(Uri.UnescapeDataString(TokenVectors.Cookie)).ShouldBe(TokenVectors.Token);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("s%3A")]
    [InlineData("s%3A.")]
    [InlineData("%")]
    [InlineData(TokenVectors.Token)]
    [InlineData("s%3A" + TokenVectors.Token)]
    [InlineData("s%3Ax.jn62k7KRy5EHocvc2tFhhGEsKEDZ3GZVb5NrGnDRn5o")]
    [InlineData("s%3A" + TokenVectors.Token + ".jn62k7KRy5EHocvc2tFhhGEsKEDZ3GZVb5NrGnDRn5p")]
    [InlineData("s%3A" + TokenVectors.Token + ".jn62k7KRy5EHocvc2tFhhGEsKEDZ3GZVb5NrGnDRn5o%3D")]
    [InlineData("j%3A" + TokenVectors.Token + ".jn62k7KRy5EHocvc2tFhhGEsKEDZ3GZVb5NrGnDRn5o")]
    public void Everything_else_is_as_if_it_were_not_there(string? value) => _cookie.Verify(value).ShouldBeNull();

    [Fact]
    public void Json_with_its_signature_belongs_to_its_cookie()
    {
        const string Json = """{"userId":"ä.1","email":"a@b.c"}""";
        var value = _cookie.SignJson("studentAuth", Json);

        value.ShouldStartWith("%7B");
        _cookie.VerifyJson("studentAuth", value).ShouldBe(Json);
        _cookie.VerifyJson("adminAuth", value).ShouldBeNull();
        _cookie.VerifyJson("studentAuth", value.Replace("a%40b", "b%40b", StringComparison.Ordinal)).ShouldBeNull();
        _cookie.VerifyJson("studentAuth", Uri.EscapeDataString(Json)).ShouldBeNull();
        _cookie.Verify(value).ShouldBeNull();
    }
}
