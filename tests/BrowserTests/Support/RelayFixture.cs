namespace SocketIoCompat.BrowserTests.Support;

/// <summary>A browser whose calls go through a coturn, which may be stopped, over a path that may lose packets; there is no other way.</summary>
public sealed class RelayFixture : BrowserFixture
{
    private LossyPath? _path;

    internal Coturn Relay { get; } = new();

    internal LossyPath Path => _path!;

    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["TURN_URLS"] = $"turn:127.0.0.1:{Path.Port}?transport=udp",
        ["TURN_SECRET"] = Coturn.Secret,
        ["ICE_TRANSPORT_POLICY"] = "relay",
    };

    public override async ValueTask InitializeAsync()
    {
        await Relay.StartAsync();
        _path = new LossyPath(Relay.Port);
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _path?.Dispose();
        Relay.Dispose();
    }
}
