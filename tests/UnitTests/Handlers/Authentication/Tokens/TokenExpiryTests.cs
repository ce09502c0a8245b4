using SocketIoCompat.Handlers.Authentication.Tokens;
using SocketIoCompat.UnitTests.Support;

namespace SocketIoCompat.UnitTests.Handlers.Authentication.Tokens;

public sealed class TokenExpiryTests
{
    private readonly ManualTimeProvider _time = new();
    private int _expired;

    private TokenExpiry Start(TimeSpan? after) => new(_time, after is { } wait ? _time.GetUtcNow() + wait : null, () => _expired++);

    [Fact]
    public void It_calls_back_once_and_not_early()
    {
        using var expiry = Start(TimeSpan.FromMinutes(1));
        _time.Advance(TimeSpan.FromSeconds(59));
        _expired.ShouldBe(0);
        _time.Advance(TimeSpan.FromSeconds(2));
        _expired.ShouldBe(1);
        expiry.Renew(_time.GetUtcNow());
        _time.Advance(TimeSpan.FromDays(1));
        _expired.ShouldBe(1);
    }

    [Fact]
    public void A_new_token_moves_the_end()
    {
        using var expiry = Start(TimeSpan.FromMinutes(1));
        expiry.Renew(_time.GetUtcNow() + TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromMinutes(59));
        _expired.ShouldBe(0);
        _time.Advance(TimeSpan.FromMinutes(2));
        _expired.ShouldBe(1);
    }

    [Theory]
    [InlineData(200)] // farther than any timer reaches
    [InlineData(31)]
    public void An_end_far_away_is_met_too(int days)
    {
        using var expiry = Start(TimeSpan.FromDays(days));
        _time.Advance(TimeSpan.FromDays(days) - TimeSpan.FromMinutes(1));
        _expired.ShouldBe(0);
        _time.Advance(TimeSpan.FromMinutes(2));
        _expired.ShouldBe(1);
    }

    [Fact]
    public void Without_an_end_or_after_the_connections_own_nothing_happens()
    {
        using var never = Start(null);
        Start(TimeSpan.FromSeconds(1)).Dispose();
        _time.Advance(TimeSpan.FromDays(1000));
        _expired.ShouldBe(0);
        using var late = Start(-TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        _expired.ShouldBe(1);
    }
}
