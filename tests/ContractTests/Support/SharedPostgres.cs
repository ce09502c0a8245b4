using SocketIoCompat.ContractTests.Support;

[assembly: AssemblyFixture(typeof(SharedPostgres))]

namespace SocketIoCompat.ContractTests.Support;

/// <summary>The PostgreSQL that all tests of a run share, started by the first that asks for it.</summary>
public sealed class SharedPostgres : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresInstance>> Instance = new(PostgresInstance.StartAsync);

    internal static Task<PostgresInstance> GetAsync() => Instance.Value;

    public async ValueTask DisposeAsync()
    {
        if (Instance.IsValueCreated)
            await (await Instance.Value).DisposeAsync();
    }
}
