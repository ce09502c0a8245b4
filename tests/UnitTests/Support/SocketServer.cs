using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;

namespace SocketIoCompat.UnitTests.Support;

/// <summary>A Socket.IO server on Kestrel, on a free loopback port, for one test.</summary>
internal sealed class SocketServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SocketServer(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public Uri Address { get; }

    public IServiceProvider Services => _app.Services;

    public ISocketIO IO => _app.Services.GetRequiredService<ISocketIO>();

    public static async Task<SocketServer> StartAsync(
        Action<SocketIOBuilder>? configure = null, Action<SocketIOOptions>? options = null, Action<IServiceCollection>? services = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        services?.Invoke(builder.Services);
        var socketIO = builder.Services.AddSocketIO(options);
        configure?.Invoke(socketIO);
        var app = builder.Build();
        app.MapSocketIO();
        await app.StartAsync();
        return new SocketServer(app);
    }

    /// <summary>Opens a websocket and reads the open packet.</summary>
    public async Task<RawClient> OpenAsync()
    {
        var client = await RawClient.OpenAsync(new Uri($"ws://{Address.Authority}/socket.io/?EIO=4&transport=websocket"));
        (await client.ReceiveAsync()).ShouldStartWith("0{");
        return client;
    }

    /// <summary>Opens a websocket and joins a namespace.</summary>
    public async Task<RawClient> ConnectAsync(string nsp = "/", string auth = "")
    {
        var client = await OpenAsync();
        var prefix = nsp == "/" ? string.Empty : nsp + ",";
        await client.SendAsync($"40{prefix}{auth}");
        var answer = await client.ReceiveAsync();
        answer.ShouldStartWith($"40{prefix}{{\"sid\":\"");
        client.SocketId = Field(answer, "sid");
        client.Pid = Field(answer, "pid");
        return client;
    }

    private static string Field(string answer, string name)
    {
        var at = answer.IndexOf($"\"{name}\":\"", StringComparison.Ordinal);
        return at < 0 ? string.Empty : answer[(at + name.Length + 4)..][..20];
    }

    public Task StopAsync() => _app.StopAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
