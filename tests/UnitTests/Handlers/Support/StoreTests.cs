namespace SocketIoCompat.UnitTests.Handlers.Support;

/// <summary>Tests that hold on every database product; a class for each product inherits them.</summary>
public abstract class StoreTests(DatabaseProduct product)
{
    protected DatabaseProduct Product { get; } = product;

    private protected Task<TestDatabase> OpenAsync(string? script = null) => TestDatabase.OpenAsync(Product, script);
}
