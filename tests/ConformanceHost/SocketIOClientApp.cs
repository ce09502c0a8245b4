using System.Globalization;
using System.Text;

namespace SocketIoCompat.ConformanceHost;

/// <summary>What the tests of the npm package socket.io-client expect of a server.</summary>
internal static class SocketIOClientApp
{
    private static readonly byte[] Doge = Encoding.ASCII.GetBytes("asdfasdf");

    private static readonly string[] Utf8 = ["てすと", "Я Б Г Д Ж Й", "Ä ä Ü ü ß", "utf8 — string", "utf8 — string"];

    public static void Apply(SocketIOOptions options)
    {
        options.PingInterval = TimeSpan.FromSeconds(2);
        options.ConnectionStateRecovery = new ConnectionStateRecoveryOptions();
        options.AllowRequest = static async context =>
        {
            await Task.Delay(10, context.RequestAborted);
            return null;
        };
    }

    public static void Start(ISocketIO io)
    {
        io.Of("/foo").On("connection", (Socket socket) => socket.On("getId", () => socket.Id));
        foreach (var quiet in (string[])["/timeout_socket", "/valid", "/asd"])
            io.Of(quiet);
        io.Of("/abc").OnConnection(socket => socket.EmitAsync("handshake", Describe(socket.Handshake)).AsTask());
        io.Of("/no").Use(static (_, _) => throw new ConnectRefusedException("Auth failed (custom namespace)"));
        io.Use(static (context, next) => context.Handshake.Query.ContainsKey("fail")
            ? throw new ConnectRefusedException("Auth failed (main namespace)")
            : next(context));
        io.On("connection", (Socket socket) =>
        {
            AddValues(socket);
            AddBinary(socket);
        });
    }

    private static void AddValues(Socket socket)
    {
        socket.On("hi", () => socket.EmitAsync("hi"));
        socket.On("echo", (RawValue value) => value);
        socket.On("ack", async () =>
        {
            var answer = await socket.EmitWithAckAsync<RawValue[]>("ack");
            if (answer is [var five, var test] && five.Deserialize<int>() == 5 && test.Deserialize<Test>() is { IsTest: true })
                await socket.EmitAsync("got it");
        });
        socket.On("getAckDate", (RawValue _) => Now());
        socket.On("getDate", () => socket.EmitAsync("takeDate", Now()));
        socket.On("getDateObj", () => socket.EmitAsync("takeDateObj", new { date = Now() }));
        socket.On("getUtf8", async () =>
        {
            foreach (var text in Utf8)
                await socket.EmitAsync("takeUtf8", text);
        });
        socket.On("false", () => socket.EmitAsync("false", false));
        socket.On("getHandshake", () => Describe(socket.Handshake));
        socket.On("getId", () => socket.Id);
    }

    private static void AddBinary(Socket socket)
    {
        var last = string.Empty;
        socket.On("doge", () => socket.EmitAsync("doge", Doge));
        socket.On("getbin", () => socket.EmitAsync("takebin", Doge));
        socket.On("buffa", (byte[] bytes) => socket.EmitAsync("buffack"));
        socket.On("jsonbuff", (Envelope envelope) => envelope is { Hello: "lol", Goodbye: "gotcha" }
            ? socket.EmitAsync("jsonbuff-ack")
            : default);
        socket.On("abuff1", (byte[] bytes) => { last = "abuff1"; });
        socket.On("abuff2", () => last == "abuff1" ? socket.EmitAsync("abuff2-ack") : default);
        socket.On("blob", (byte[] bytes) => socket.EmitAsync("back"));
        socket.On("jsonblob", (Envelope envelope) => envelope is { Hello: "lol", Goodbye: "gotcha" }
            ? socket.EmitAsync("jsonblob-ack")
            : default);
        socket.On("blob1", (byte[] bytes) => { last = "blob1"; });
        socket.On("blob2", () => { last = last == "blob1" ? "blob2" : string.Empty; });
        socket.On("blob3", (byte[] bytes) => last == "blob2" ? socket.EmitAsync("blob3-ack") : default);
    }

    private static object Describe(Handshake handshake) => new
    {
        headers = handshake.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString()),
        time = handshake.Time.UtcDateTime.ToString("R", CultureInfo.InvariantCulture),
        address = handshake.Address,
        xdomain = handshake.IsCrossDomain,
        secure = handshake.IsSecure,
        issued = handshake.Time.ToUnixTimeMilliseconds(),
        url = handshake.Url,
        query = handshake.Query.ToDictionary(pair => pair.Key, pair => pair.Value[^1]),
        auth = handshake.Auth,
    };

    private static string Now() => DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private sealed record Test([property: System.Text.Json.Serialization.JsonPropertyName("test")] bool IsTest);

    private sealed record Envelope(string Hello, byte[] Message, string Goodbye);
}
