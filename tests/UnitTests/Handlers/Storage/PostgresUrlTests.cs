using Npgsql;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Handlers.Storage.Postgres;

namespace SocketIoCompat.UnitTests.Handlers.Storage;

public sealed class PostgresUrlTests
{
    [Theory]
    [InlineData("postgresql://u:p@h:5433/d", "h", 5433, "d", "u", "p")]
    [InlineData("postgres://u:p@h/d", "h", 5432, "d", "u", "p")]
    [InlineData("postgresql://h", "h", 5432, null, null, null)]
    [InlineData("postgresql:///d", "localhost", 5432, "d", null, null)]
    [InlineData("postgresql://u%40x:p%3A%2F%3F%23%25@h/a%20b", "h", 5432, "a b", "u@x", "p:/?#%")]
    [InlineData("postgresql://u:p@ss@h/d", "h", 5432, "d", "u", "p@ss")]
    [InlineData("postgresql://u@[::1]:6000/d", "::1", 6000, "d", "u", null)]
    [InlineData("postgresql://u@/d?host=/var/run/postgresql&port=6001", "/var/run/postgresql", 6001, "d", "u", null)]
    [InlineData("POSTGRESQL://h?user=u&password=p&dbname=d", "h", 5432, "d", "u", "p")]
    public void The_usual_forms(string url, string host, int port, string? database, string? user, string? password)
    {
        PostgresUrl.IsPostgres(url).ShouldBeTrue();
        var built = Read(url);
        (built.Host, built.Port, built.Database, built.Username, built.Password).ShouldBe((host, port, database, user, password));
    }

    [Theory]
    [InlineData("?sslmode=disable", SslMode.Disable)]
    [InlineData("?sslmode=require", SslMode.Require)]
    [InlineData("?sslmode=verify-ca", SslMode.VerifyCA)]
    [InlineData("?sslmode=verify-full", SslMode.VerifyFull)]
    [InlineData("?ssl=true", SslMode.Require)]
    [InlineData("", SslMode.Prefer)]
    public void Encryption(string query, SslMode expected) => Read("postgresql://h/d" + query).SslMode.ShouldBe(expected);

    [Theory]
    [InlineData("postgresql://h/d?sslmode=perhaps")]
    [InlineData("postgresql://h/d?nonsense=1")]
    [InlineData("postgresql://h/d?port=0")]
    [InlineData("postgresql://h:x/d")]
    [InlineData("postgresql://a,b/d")]
    public void What_cannot_be_is_refused_without_the_password(string url) =>
        Should.Throw<InvalidDataException>(() => Read(url.Replace("://", "://u:secret@", StringComparison.Ordinal))).Message.ShouldNotContain("secret");

    [Fact]
    public void Other_schemes_are_not_postgres() => PostgresUrl.IsPostgres("sqlite:postgresql://x").ShouldBeFalse();

    private static NpgsqlConnectionStringBuilder Read(string url) => new(PostgresUrl.ToConnectionString(new DatabaseOptions { Url = url }));
}
