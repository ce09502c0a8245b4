using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using SocketIoCompat.Engine;
using SocketIoCompat.UnitTests.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Engine;

/// <summary>An Engine.IO server on a real Kestrel, at a port of the system's choice.</summary>
internal sealed class EngineHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private EngineHost(WebApplication app, EngineServer server, RecordingHandler handler)
    {
        _app = app;
        Server = server;
        Handler = handler;
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Port = new Uri(address).Port;
        Http = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(30) };
    }

    public EngineServer Server { get; }

    public RecordingHandler Handler { get; }

    public int Port { get; }

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<EngineHost> StartAsync(
        RecordingHandler? handler = null,
        Action<EngineOptions>? configure = null,
        ManualTimeProvider? time = null,
        bool admitOnOpen = true,
        Action<WebApplicationBuilder>? services = null,
        Action<WebApplication, IEndpointConventionBuilder>? pipeline = null,
        HttpProtocols protocols = HttpProtocols.Http1,
        X509Certificate2? certificate = null,
        bool directSends = true,
        Action<ListenOptions>? listenOptions = null,
        string? listenPath = null)
    {
        handler ??= RecordingHandler.Echo();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Logging.ClearProviders();
        if (directSends)
            builder.WebHost.UseDirectSends();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, Configure);
            if (listenPath != null)
                kestrel.ListenUnixSocket(listenPath);

            void Configure(ListenOptions listen)
            {
                listen.Protocols = protocols;
                if (certificate != null)
                    listen.UseHttps(certificate);
                listenOptions?.Invoke(listen);
            }
        });
        if (time != null)
            builder.Services.AddSingleton<TimeProvider>(time);
        services?.Invoke(builder);
        var app = builder.Build();
        var options = new EngineOptions();
        configure?.Invoke(options);
        var server = new EngineServer(options, handler, app.Services, admitOnOpen);
        EngineShutdown.Register(app.Services, server);
        var endpoint = EngineEndpoint.Map(app, "/engine.io", server);
        pipeline?.Invoke(app, endpoint);
        await app.StartAsync();
        return new EngineHost(app, server, handler);
    }

    public static string Query(string transport, string? sid = null, string extra = "") =>
        $"/engine.io/?EIO=4&transport={transport}{(sid == null ? "" : "&sid=" + sid)}{extra}";

    /// <summary>A polling handshake; returns the session id.</summary>
    public async Task<string> OpenPollingAsync()
    {
        var body = await Http.GetStringAsync(Query("polling"));
        return System.Text.Json.JsonDocument.Parse(body.AsMemory(1)).RootElement.GetProperty("sid").GetString()!;
    }

    public Task<HttpResponseMessage> GetAsync(string sid) => Http.GetAsync(Query("polling", sid));

    public Task<HttpResponseMessage> PostAsync(string sid, string body) =>
        Http.PostAsync(Query("polling", sid), new StringContent(body, System.Text.Encoding.UTF8, "text/plain"));

    public Task<RawWebSocket> ConnectAsync(string? sid = null) => RawWebSocket.ConnectAsync(Port, Query("websocket", sid));

    public EngineSession Session(string sid) =>
        Server.Sessions.TryGet(sid, out var session) ? session : throw new InvalidOperationException("no such session");

    /// <summary>Waits until a GET of the session waits at the server.</summary>
    public Task PollPendingAsync(string sid) => UntilAsync(() => Session(sid).HasPendingPoll);

    /// <summary>Waits until the server reads the body of a POST.</summary>
    public Task PostReadingAsync(string sid) => UntilAsync(() => Session(sid).HasPendingPost);

    /// <summary>For states that no event tells of.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        while (!condition())
        {
            timeout.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        using var hurry = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(hurry.Token);
        await _app.DisposeAsync();
        Handler.Violations.ShouldBeEmpty();
    }
}
