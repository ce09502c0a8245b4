using System.Net;
using System.Net.Sockets;
using SocketIoCompat.ContractTests.Support;

namespace SocketIoCompat.BrowserTests.Support;

/// <summary>coturn on loopback, with the secret that it shares with the server.</summary>
internal sealed class Coturn : IDisposable
{
    public const string Secret = "a secret shared with coturn";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("coturn-").FullName;
    private ChildProcess? _process;

    public int Port { get; private set; }

    /// <summary>Starts it; again after <see cref="StopAsync"/>, at the same port. What it knew of earlier calls is gone then.</summary>
    public async Task StartAsync()
    {
        Port = Port == 0 ? FreePort() : Port;
        string[] options =
        [
            "-n", "--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1", $"--listening-port={Port}", "--realm=test", "--use-auth-secret",
            $"--static-auth-secret={Secret}", "--no-tls", "--no-dtls", "--no-cli", "--allow-loopback-peers", "--log-file=stdout",
            $"--pidfile={Path.Combine(_folder, "pid")}", $"--userdb={Path.Combine(_folder, "db")}",
        ];
        _process = ChildProcess.Start("turnserver", options, _folder);
        await AnswersAsync().WaitAsync(Limit);
    }

    public async Task StopAsync()
    {
        await _process!.SignalAsync("KILL");
        await _process.WaitForExitAsync(Limit);
        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Asks for its own address (RFC 8489, binding request) until there is an answer.</summary>
    private async Task AnswersAsync()
    {
        byte[] question = [0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        var answer = new byte[512];
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(IPAddress.Loopback, Port);
        while (true)
        {
            try
            {
                await socket.SendAsync(question);
                using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
                await socket.ReceiveAsync(answer, soon.Token);
                return;
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                // Not yet. A port that nobody has answers at once, so there is a pause for it.
                await Task.Delay(50);
            }
        }
    }

    /// <summary>coturn must be told a port. It listens with UDP and TCP, and whoever has one of them rarely leaves the other to somebody else.</summary>
    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
