using SocketIoCompat.BrowserTests.Support;

namespace SocketIoCompat.BrowserTests;

/// <summary>The operator's page.</summary>
public sealed class StatusTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task The_operator_sees_clients_come_and_stays_signed_in()
    {
        await using var user = await browser.NewPersonAsync("Uma");
        await using var someone = await browser.NewPersonAsync("operator");
        var page = someone.Page;
        await page.GotoAsync("/status");

        await SignInAsync(page, "wrong password");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not the operator's");
        await SignInAsync(page, TestServer.AdminPassword);
        await Assertions.Expect(page.Locator("[data-state=connected]")).ToBeVisibleAsync();
        var sockets = page.Locator("tr", new() { Has = page.GetByText("/", new() { Exact = true }) }).Locator("td").First;
        await Assertions.Expect(sockets).ToHaveTextAsync("0");

        await user.SignInAsync("tutor", "classroom/status-test");
        await Assertions.Expect(sockets).ToHaveTextAsync("1");
        await Assertions.Expect(page.Locator("svg[aria-label^=Connections] polyline").First).ToBeAttachedAsync();

        await page.ReloadAsync();
        await Assertions.Expect(sockets).ToHaveTextAsync("1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.ReloadAsync();
        await Assertions.Expect(page.GetByLabel("Password")).ToBeVisibleAsync();
        someone.Errors.ShouldBeEmpty();
    }

    private static async Task SignInAsync(IPage page, string password)
    {
        await page.GetByLabel("Name").FillAsync("operator");
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }
}
