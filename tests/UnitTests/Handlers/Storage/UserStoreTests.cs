using System.Text.Json;
using SocketIoCompat.Handlers.Users;
using SocketIoCompat.UnitTests.Handlers.Support;

namespace SocketIoCompat.UnitTests.Handlers.Storage;

public sealed class UserStoreOnSqliteTests() : UserStoreTests(DatabaseProduct.Sqlite);

public sealed class UserStoreOnPostgresTests() : UserStoreTests(DatabaseProduct.Postgres);

public abstract class UserStoreTests(DatabaseProduct product) : StoreTests(product)
{
    private static readonly User Alice = new()
    {
        Id = "a",
        Email = "Alice@Example.org",
        Name = "Alice",
        Role = "customer",
        Avatar = "https://example.org/a.png",
        PasswordHash = "hash",
        Profile = JsonElement.Parse("""{"phone":"1"}"""),
    };

    [Fact]
    public async Task A_user_is_found_by_id_and_by_email_in_any_case()
    {
        await using var test = await OpenAsync();
        var store = new SqlUserStore(test.Database, test.Time);
        (await store.CreateAsync(Alice)).ShouldBeTrue();

        foreach (var user in new[] { await store.FindByIdAsync("a"), await store.FindByEmailAsync(" alice@EXAMPLE.org "), (await store.FindManyAsync(["a", "b"]))[0] })
        {
            var found = user.ShouldNotBeNull();
            found.Email.ShouldBe("Alice@Example.org");
            found.PasswordHash.ShouldBe("hash");
            found.Profile!.Value.GetProperty("phone").GetString().ShouldBe("1");
            JsonSerializer.Serialize(found).ShouldNotContain("hash");
        }

        (await store.FindByIdAsync("A")).ShouldBeNull();
        (await store.FindByEmailAsync("bob@example.org")).ShouldBeNull();
        (await store.FindManyAsync([])).ShouldBeEmpty();
        (await store.ListByRoleAsync("customer")).ShouldHaveSingleItem().Id.ShouldBe("a");
        (await store.ListByRoleAsync("admin")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Ids_and_emails_are_unique()
    {
        await using var test = await OpenAsync();
        var store = new SqlUserStore(test.Database, test.Time);
        await store.CreateAsync(Alice);

        (await store.CreateAsync(Alice with { Email = "other@example.org" })).ShouldBeFalse();
        (await store.CreateAsync(Alice with { Id = "b", Email = "ALICE@example.org" })).ShouldBeFalse();
        (await store.CreateAsync(Alice with { Id = "b", Email = null })).ShouldBeTrue();
        (await store.CreateAsync(Alice with { Id = "c", Email = null })).ShouldBeTrue();
    }

    [Fact]
    public async Task Claims_make_a_user_once_and_take_nobodys_address()
    {
        await using var test = await OpenAsync();
        var store = new SqlUserStore(test.Database, test.Time);
        await store.CreateAsync(Alice);

        (await store.UpsertFromClaimsAsync(Alice with { Name = "Mallory" })).Name.ShouldBe("Alice");
        var second = await store.UpsertFromClaimsAsync(new User { Id = "m", Email = "alice@example.org", Name = "Mallory" });
        second.Name.ShouldBe("Mallory");
        (await store.FindByEmailAsync("alice@example.org"))!.Id.ShouldBe("a");
    }

    [Fact]
    public async Task An_update_keeps_id_and_email()
    {
        await using var test = await OpenAsync();
        var store = new SqlUserStore(test.Database, test.Time);
        await store.CreateAsync(Alice);

        (await store.UpdateAsync(Alice with { Name = "Al", Role = "admin", Email = "x@y.z" })).ShouldBeTrue();
        var found = (await store.FindByEmailAsync("alice@example.org"))!;
        found.Name.ShouldBe("Al");
        found.Email.ShouldBe("Alice@Example.org");
        (await store.UpdateAsync(Alice with { Id = "nobody" })).ShouldBeFalse();
    }

    [Fact]
    public void A_password_is_its_users_alone()
    {
        var passwords = new UserPasswords();
        var user = Alice with { PasswordHash = passwords.Hash(Alice, "correct horse") };

        passwords.Verify(user, "correct horse").ShouldBeTrue();
        passwords.Verify(user, "correct horsE").ShouldBeFalse();
        passwords.Verify(user with { PasswordHash = null }, "correct horse").ShouldBeFalse();
        passwords.Verify(null, "correct horse").ShouldBeFalse();
    }
}
