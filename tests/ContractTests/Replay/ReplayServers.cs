using SocketIoCompat.ContractTests.Support;

namespace SocketIoCompat.ContractTests.Replay;

/// <summary>Our conformance host, once for each set of flags that a recording was made with.</summary>
public sealed class ReplayServers : IAsyncLifetime
{
    private readonly Dictionary<string, ConformanceServer> _servers = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
            await server.DisposeAsync();
    }

    internal async Task<Uri> UrlAsync(string[] flags)
    {
        var key = string.Join(' ', flags);
        if (!_servers.TryGetValue(key, out var server))
            _servers.Add(key, server = await ConformanceServer.StartAsync(flags));
        return server.Url;
    }
}
