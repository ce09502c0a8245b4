// The conformance app: what a client sees of it must be what it sees of tests/reference-server.
using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using SocketIoCompat;
using SocketIoCompat.ConformanceHost;

if (!HostFlags.TryParse(args, out var flags, out var problem))
{
    await Console.Error.WriteLineAsync(problem);
    return 2;
}

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
var sockets = new LoopbackSockets(flags.Port);
builder.WebHost.UseSockets(options => options.CreateBoundListenSocket = sockets.Bind);
builder.WebHost.UseDirectSends();
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.Listen(IPAddress.Loopback, flags.Port, listen => listen.Use(FramePacing.Use));
    if (LoopbackSockets.HasIPv6)
        kestrel.Listen(IPAddress.IPv6Loopback, flags.Port, listen => listen.Use(FramePacing.Use));
});
builder.Services.AddCors(cors =>
{
    cors.AddPolicy("any", policy => policy.AllowAnyOrigin().AllowAnyMethod().AllowAnyHeader());
    cors.AddPolicy("flag", flags.ApplyCors);
});
var server = builder.Services.AddSocketIO(flags.Apply);
if (flags.IsClustered)
    server.AddRedisAdapter(flags.Apply);
if (flags.HasAdmin)
    server.AddAdmin(flags.Apply);

builder.Services.AddHealthChecks();

var app = builder.Build();
if (flags.TrustedProxy is { } proxy)
{
    var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto };
    forwarded.KnownIPNetworks.Clear();
    forwarded.KnownProxies.Clear();
    forwarded.KnownProxies.Add(proxy);
    app.UseForwardedHeaders(forwarded);
}

app.UseCors();
app.MapHealthChecks("/health");
app.MapSocketIO(flags.Path.TrimEnd('/')).RequireCors("flag");
var io = app.Services.GetRequiredService<ISocketIO>();
switch (flags.App)
{
    case "socketio-client":
        SocketIOClientApp.Start(io);
        break;
    case "engineio-client":
        app.MapEngineIO("/engine.io", EngineIOClientApp.Options, new EngineIOClientApp()).RequireCors("any");
        break;
    default:
        app.MapEngineIO("/engine.io", EngineEcho.CreateOptions(flags.AllowEIO3), new EngineEcho()).RequireCors("any");
        ConformanceApp.Start(io, flags);
        break;
}

await app.StartAsync();
Console.WriteLine($"listening on {sockets.Port}");
await app.WaitForShutdownAsync();
return 0;
