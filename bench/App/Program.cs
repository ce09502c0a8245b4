// The bench app (APP.md) on SocketIoCompat.
using System.Net;
using SocketIoCompat;
using SocketIoCompat.Redis;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, int.Parse(Environment.GetEnvironmentVariable("PORT") ?? "3000")));
if (Environment.GetEnvironmentVariable("DIRECT_SENDS") != "0")
    builder.WebHost.UseDirectSends();
var server = builder.Services.AddSocketIO(options => options.HttpCompression = false).AddHandlers<BenchHandlers>();
if (Environment.GetEnvironmentVariable("REDIS") is { Length: > 0 } redis)
{
    server.AddRedisAdapter(options =>
    {
        options.ConnectionString = redis;
        options.Kind = Enum.Parse<RedisAdapterKind>(Environment.GetEnvironmentVariable("REDIS_ADAPTER") ?? "classic", ignoreCase: true);
    });
}

var app = builder.Build();
app.MapSocketIO();
app.Run();

internal sealed class BenchHandlers(ISocketIO io)
{
    [On("echo")]
    public RawValue Echo(RawValue value) => value;

    [On("bcast")]
    public ValueTask Broadcast(RawValue value) => io.EmitAsync("bcast", value);

    [On("join")]
    public async Task Join(Socket socket, string room, Ack ack)
    {
        await socket.JoinAsync(room);
        ack.Send();
    }

    [On("toroom")]
    public ValueTask ToRoom(Socket socket, string room, RawValue value) => socket.To(room).EmitAsync("toroom", value);
}
