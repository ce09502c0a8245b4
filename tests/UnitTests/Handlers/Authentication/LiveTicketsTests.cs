using SocketIoCompat.Handlers.Authentication;
using SocketIoCompat.Handlers.Authentication.Tickets;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.UnitTests.Handlers.Support;

namespace SocketIoCompat.UnitTests.Handlers.Authentication;

/// <summary>A cookie that this server issued is valid for as long as it is used: by requests, or by a connection.</summary>
public sealed class LiveTicketsTests : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly AuthenticationFixture _server = new(FakeEnvironment.Production);

    public void Dispose() => _server.Dispose();

    private async Task<LiveTicket> ConnectAsync(string cookie) =>
        (await _server.Authenticator.AuthenticateAsync(cookie, token: null)).Ticket.ShouldNotBeNull();

    private async Task PassAsync(int minutes)
    {
        for (var i = 0; i < minutes; i++)
        {
            _server.Time.Advance(Minute);
            await _server.LiveTickets.ExtendAsync();
        }
    }

    [Fact]
    public async Task While_its_user_is_connected_a_cookie_is_valid_and_the_next_request_renews_it()
    {
        var cookie = await _server.IssueAsync(IdentityCookie.Student, "s", UserType.Student);
        using (await _server.LiveTickets.HoldAsync(await ConnectAsync(cookie)))
        {
            await PassAsync(300);
            (await ConnectAsync(cookie)).EndsAt.ShouldBeGreaterThan(_server.Time.GetUtcNow() + (29 * Minute));

            var (userId, setCookies) = await _server.RequestAsync(cookie);
            userId.ShouldBe("s");
            var renewed = setCookies.ShouldHaveSingleItem();
            renewed.ShouldStartWith("studentAuth=");
            (await _server.RequestAsync(renewed.Split(';')[0])).ShouldSatisfyAllConditions(
                answer => answer.UserId.ShouldBe("s"),
                answer => answer.SetCookies.ShouldBeEmpty());
        }

        // Thirty minutes twice without a connection: what the last turn gave is over.
        await PassAsync(61);
        (await _server.RequestAsync(cookie)).UserId.ShouldBeNull();
    }

    [Fact]
    public async Task Without_a_connection_a_cookie_ends_when_it_says()
    {
        var cookie = await _server.IssueAsync(IdentityCookie.Student, "s", UserType.Student);
        (await _server.LiveTickets.HoldAsync(await ConnectAsync(cookie))).Dispose();
        await PassAsync(59);
        (await _server.RequestAsync(cookie)).UserId.ShouldBe("s");
        await PassAsync(2);
        (await _server.RequestAsync(cookie)).UserId.ShouldBeNull();
        _server.Leases.Extensions.ShouldBe(0);
    }

    [Fact]
    public async Task Another_server_knows_it_too()
    {
        var cookie = await _server.IssueAsync(IdentityCookie.Tutor, "t", UserType.Tutor);
        using var hold = await _server.LiveTickets.HoldAsync(await ConnectAsync(cookie));
        await PassAsync(120);
        using var other = new AuthenticationFixture(FakeEnvironment.Production, keys: _server.Keys, leases: _server.Leases);
        other.Time.Advance(120 * Minute);
        (await other.Authenticator.AuthenticateAsync(cookie, token: null)).Profile.ShouldNotBeNull().UserId.ShouldBe("t");
    }

    [Fact]
    public async Task Who_connects_with_little_time_left_gets_more_at_once()
    {
        var cookie = await _server.IssueAsync(IdentityCookie.Student, "s", UserType.Student);
        _server.Time.Advance(59 * Minute);
        using var hold = await _server.LiveTickets.HoldAsync(await ConnectAsync(cookie));
        _server.Time.Advance(2 * Minute);
        (await _server.RequestAsync(cookie)).UserId.ShouldBe("s");
    }

    [Fact]
    public async Task Two_tabs_keep_it_until_the_second_is_gone_and_cost_one_row()
    {
        var cookie = await _server.IssueAsync(IdentityCookie.Student, "s", UserType.Student);
        var first = await _server.LiveTickets.HoldAsync(await ConnectAsync(cookie));
        var second = await _server.LiveTickets.HoldAsync(await ConnectAsync(cookie));
        first.Dispose();
        first.Dispose();
        await PassAsync(90);
        (await _server.RequestAsync(cookie)).UserId.ShouldBe("s");
        _server.Leases.Extensions.ShouldBeLessThanOrEqualTo(3);
        second.Dispose();
        await PassAsync(61);
        (await _server.RequestAsync(cookie)).UserId.ShouldBeNull();
    }

    [Fact]
    public async Task Attack_a_cookie_that_was_signed_out_is_kept_valid_by_no_connection()
    {
        var cookie = await _server.IssueAsync(IdentityCookie.Student, "s", UserType.Student);
        using var thief = await _server.LiveTickets.HoldAsync(await ConnectAsync(cookie));
        await PassAsync(90);
        await _server.SignOutAsync(cookie);
        (await _server.RequestAsync(cookie)).UserId.ShouldBeNull();
        await PassAsync(300);
        (await _server.RequestAsync(cookie)).UserId.ShouldBeNull();
        (await _server.Authenticator.AuthenticateAsync(cookie, token: null)).Refusal.ShouldBe("Authentication failed");
    }

    [Fact]
    public async Task While_the_database_is_away_nothing_is_lost_that_is_asked_for_again_in_time()
    {
        var cookie = await _server.IssueAsync(IdentityCookie.Student, "s", UserType.Student);
        using var hold = await _server.LiveTickets.HoldAsync(await ConnectAsync(cookie));
        _server.Leases.IsGone = true;
        await PassAsync(50);
        _server.Warnings.ShouldContain(line => line.Contains("were not made valid for longer", StringComparison.Ordinal));
        _server.Leases.IsGone = false;
        await PassAsync(50);
        (await _server.RequestAsync(cookie)).UserId.ShouldBe("s");
        _server.Leases.IsGone = true;
        (await _server.RequestAsync(cookie)).UserId.ShouldBeNull();
    }
}
