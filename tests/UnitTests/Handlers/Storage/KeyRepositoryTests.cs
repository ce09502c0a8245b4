using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.UnitTests.Handlers.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Handlers.Storage;

public sealed class KeyRepositoryOnSqliteTests() : KeyRepositoryTests(DatabaseProduct.Sqlite);

public sealed class KeyRepositoryOnPostgresTests() : KeyRepositoryTests(DatabaseProduct.Postgres);

public abstract class KeyRepositoryTests(DatabaseProduct product) : StoreTests(product)
{
    [Fact]
    public async Task What_was_protected_before_a_restart_is_readable_after_it()
    {
        await using var test = await OpenAsync();
        string secret;
        await using (var before = Services(test))
            secret = Protector(before).Protect("hello");
        await test.RestartAsync();

        await using var after = Services(test);
        Protector(after).Unprotect(secret).ShouldBe("hello");
        (await test.QueryAsync<int>("SELECT COUNT(*) FROM data_protection_keys")).ShouldBe([1]);
    }

    private static ServiceProvider Services(TestDatabase test)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(test.Database);
        services.AddSingleton(TimeProvider.System);
        services.AddKeysInDatabase();
        return services.BuildServiceProvider();
    }

    private static IDataProtector Protector(ServiceProvider services) =>
        services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");
}
