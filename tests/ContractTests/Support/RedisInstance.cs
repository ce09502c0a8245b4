using System.Net;
using System.Net.Sockets;

namespace SocketIoCompat.ContractTests.Support;

/// <summary>A redis-server of the tests' own, on a free port, with its data in a folder of its own.</summary>
internal sealed class RedisInstance : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly string _folder;
    private readonly bool _namedUser;
    private ChildProcess _process;

    private RedisInstance(int port, string folder, bool namedUser, ChildProcess process)
    {
        Port = port;
        _folder = folder;
        _namedUser = namedUser;
        _process = process;
    }

    public int Port { get; }

    public string Address => _namedUser ? $"redis://app:s%E2%82%ACcret@127.0.0.1:{Port}" : $"127.0.0.1:{Port}";

    /// <param name="namedUser">Only the user <c>app</c> gets in, not the default one.</param>
    public static async Task<RedisInstance> StartAsync(bool namedUser = false)
    {
        var folder = Directory.CreateTempSubdirectory("redis-").FullName;
        // Another process may take the free port before Redis does; then it is another one's turn.
        for (var attempt = 0; ; attempt++)
        {
            var port = FindFreePort();
            try
            {
                return new RedisInstance(port, folder, namedUser, await StartAsync(port, folder, namedUser));
            }
            catch (InvalidOperationException) when (attempt < 5)
            {
            }
        }
    }

    /// <summary>Sends a signal: KILL, STOP, CONT…</summary>
    public Task SignalAsync(string name) => _process.SignalAsync(name);

    /// <summary>Ends it as an operator does and starts it again on the same port, with what it has kept.</summary>
    public async Task RestartAsync(Func<Task>? whileDown = null)
    {
        await _process.SignalAsync("TERM");
        await _process.WaitForExitAsync(Limit);
        _process.Dispose();
        if (whileDown is not null)
            await whileDown();
        _process = await StartAsync(Port, _folder, _namedUser);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.SignalAsync("KILL");
        await _process.WaitForExitAsync(Limit);
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<ChildProcess> StartAsync(int port, string folder, bool namedUser)
    {
        string[] users = namedUser ? ["--user", "default", "off", "--user", "app", "on", ">s€cret", "~*", "&*", "+@all"] : [];
        string[] arguments = ["--port", port.ToString(), "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "yes", "--appendfsync", "always"];
        var process = ChildProcess.Start("redis-server", [.. arguments, .. users], folder);
        try
        {
            await process.WaitForLineAsync(static line => line.Contains("Ready to accept connections", StringComparison.Ordinal), Limit);
            return process;
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    private static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
