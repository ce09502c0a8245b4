using System.Net;
using System.Net.Sockets;

namespace SocketIoCompat.ContractTests.Support;

/// <summary>
/// A PostgreSQL of the tests' own, on a free port, with its data in a folder of its own. It refuses to run as root:
/// then it runs as the user <c>postgres</c> that its package makes.
/// </summary>
internal sealed class PostgresInstance : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly string Programs = FindPrograms();
    private readonly string _folder;
    private ChildProcess _process;
    private int _databases;

    private PostgresInstance(int port, string folder, ChildProcess process)
    {
        Port = port;
        _folder = folder;
        _process = process;
    }

    public int Port { get; }

    /// <summary>The folder with its unix socket.</summary>
    public string SocketFolder => _folder;

    /// <summary>The URL of this server without a database.</summary>
    public string Url => $"postgresql://tests@127.0.0.1:{Port}";

    private static string CreateDatabaseProgram => Path.Combine(Programs, "createdb");

    public static async Task<PostgresInstance> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("postgres-").FullName;
        if (Environment.IsPrivilegedProcess)
            await ChildProcess.RunAsync("chown", ["postgres:", folder], "/", Limit);
        await RunAsync("initdb", ["-D", Path.Combine(folder, "data"), "-U", "tests", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync"], folder);

        // Another process may take the free port before PostgreSQL does; then it is another one's turn.
        for (var attempt = 0; ; attempt++)
        {
            var port = FindFreePort();
            try
            {
                return new PostgresInstance(port, folder, await LaunchAsync(port, folder));
            }
            catch (InvalidOperationException) when (attempt < 5)
            {
            }
        }
    }

    /// <summary>Lets the flows of a process have databases here, one for each server.</summary>
    public void AddTo(IDictionary<string, string> environment)
    {
        environment["TEST_POSTGRES_URL"] = Url;
        environment["TEST_POSTGRES_CREATEDB"] = CreateDatabaseProgram;
    }

    /// <summary>Makes an empty database and returns its URL.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test{Interlocked.Increment(ref _databases)}";
        await ChildProcess.RunAsync(CreateDatabaseProgram, ["-h", "127.0.0.1", "-p", $"{Port}", "-U", "tests", name], "/", Limit);
        return $"{Url}/{name}";
    }

    /// <summary>Sends a signal: INT ends it and its connections, QUIT as a crash does, STOP, CONT…</summary>
    public Task SignalAsync(string name) => _process.SignalAsync(name);

    /// <summary>Ends it with a signal.</summary>
    public async Task StopAsync(string signal = "INT")
    {
        await _process.SignalAsync(signal);
        await _process.WaitForExitAsync(Limit);
        _process.Dispose();
    }

    /// <summary>Starts it again on the same port, with what it has kept.</summary>
    public async Task StartAgainAsync() => _process = await LaunchAsync(Port, _folder);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<ChildProcess> LaunchAsync(int port, string folder)
    {
        var (program, arguments) = AsUser(
            "postgres",
            ["-D", Path.Combine(folder, "data"), "-p", $"{port}", "-h", "127.0.0.1", "-k", folder, "-c", "fsync=off", "-c", "shared_buffers=32MB"]);
        var process = ChildProcess.Start(program, arguments, folder);
        try
        {
            await process.WaitForLineAsync(static line => line.Contains("ready to accept connections", StringComparison.Ordinal), Limit);
            return process;
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    private static Task<string> RunAsync(string program, string[] arguments, string folder)
    {
        var (name, all) = AsUser(program, arguments);
        return ChildProcess.RunAsync(name, all, folder, Limit);
    }

    private static (string Program, string[] Arguments) AsUser(string program, string[] arguments) =>
        Environment.IsPrivilegedProcess
            ? ("setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", Path.Combine(Programs, program), .. arguments])
            : (Path.Combine(Programs, program), arguments);

    // Debian keeps the server's programs off the PATH, a folder for each version.
    private static string FindPrograms()
    {
        const string Debian = "/usr/lib/postgresql";
        var folders = Directory.Exists(Debian) ? Directory.GetDirectories(Debian).OrderDescending().Select(f => Path.Combine(f, "bin")) : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        string[] programs = ["initdb", "postgres", "createdb"];
        return folders.Concat(path).FirstOrDefault(f => programs.All(p => File.Exists(Path.Combine(f, p))))
            ?? throw new InvalidOperationException("postgres is missing: install Debian's package postgresql.");
    }

    private static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
