using System.Text.Json;
using SocketIoCompat.ContractTests.Support;
using SocketIOClient;
using SocketIOClient.Transport;
using ClientOptions = SocketIOClient.SocketIOOptions;

namespace SocketIoCompat.ContractTests.DotNetClient;

/// <summary>The .NET client <c>SocketIOClient</c> talks to our server over both transports.</summary>
public sealed class SocketIOClientTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private ConformanceServer? _server;

    public async ValueTask InitializeAsync() => _server = await ConformanceServer.StartAsync();

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Theory]
    [InlineData(TransportProtocol.WebSocket)]
    [InlineData(TransportProtocol.Polling)]
    public async Task Connects_with_auth_and_gets_events(TransportProtocol transport)
    {
        using var client = Create(transport, auth: new { token = "abc" });
        var auth = Next(client, "auth");
        await ConnectAsync(client);
        (await auth).GetValue<JsonElement>().GetProperty("token").GetString().ShouldBe("abc");

        var back = Next(client, "message-back");
        await client.EmitAsync("message", "ä😀", 42, new { nested = new[] { 1, 2 } });
        var response = await back;
        response.GetValue<string>(0).ShouldBe("ä😀");
        response.GetValue<int>(1).ShouldBe(42);
        response.GetValue<JsonElement>(2).GetProperty("nested").GetArrayLength().ShouldBe(2);
    }

    [Theory]
    [InlineData(TransportProtocol.WebSocket)]
    [InlineData(TransportProtocol.Polling)]
    public async Task Gets_acknowledgements(TransportProtocol transport)
    {
        using var client = Create(transport);
        await ConnectAsync(client);
        (await AskAsync(client, "echo", "x")).GetValue<string>().ShouldBe("x");
        (await AskAsync(client, "message-with-ack", 1, "two")).GetValue<string>(1).ShouldBe("two");
    }

    [Theory]
    [InlineData(TransportProtocol.WebSocket)]
    [InlineData(TransportProtocol.Polling)]
    public async Task Sends_and_receives_binary(TransportProtocol transport)
    {
        byte[] bytes = [1, 2, 3, 255];
        using var client = Create(transport);
        await ConnectAsync(client);
        var back = Next(client, "message-back");
        await client.EmitAsync("message", bytes);
        (await back).GetValue<byte[]>().ShouldBe(bytes);
        (await AskAsync(client, "echo", bytes)).GetValue<byte[]>().ShouldBe(bytes);
    }

    [Fact]
    public async Task Acknowledges_the_server()
    {
        using var client = Create(TransportProtocol.WebSocket);
        client.On("question", async response => await response.CallbackAsync("answer to " + response.GetValue<string>()));
        await ConnectAsync(client);
        var answer = await AskAsync(client, "emit", new { scope = "socket", timeout = 5000 }, "question", new[] { "why" });
        answer.GetValue<JsonElement>().GetProperty("responses").GetString().ShouldBe("answer to why");
    }

    [Fact]
    public async Task Is_refused_by_a_middleware()
    {
        using var client = Create(TransportProtocol.WebSocket, "/auth");
        var error = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.OnError += (_, message) => error.TrySetResult(message);
        _ = client.ConnectAsync();
        (await error.Task.WaitAsync(Limit, TestContext.Current.CancellationToken)).ShouldBe("not authorized");
    }

    private SocketIO Create(TransportProtocol transport, string nsp = "/", object? auth = null) =>
        new(new Uri(_server!.Url, nsp), new ClientOptions { Transport = transport, Reconnection = false, AutoUpgrade = false, Auth = auth });

    private static async Task ConnectAsync(SocketIO client)
    {
        var connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.OnConnected += (_, _) => connected.TrySetResult();
        await client.ConnectAsync().WaitAsync(Limit);
        await connected.Task.WaitAsync(Limit);
    }

    private static async Task<SocketIOResponse> AskAsync(SocketIO client, string name, params object[] arguments)
    {
        var answer = new TaskCompletionSource<SocketIOResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        await client.EmitAsync(name, response => answer.TrySetResult(response), arguments);
        return await answer.Task.WaitAsync(Limit);
    }

    private static Task<SocketIOResponse> Next(SocketIO client, string name)
    {
        var next = new TaskCompletionSource<SocketIOResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.On(name, response => next.TrySetResult(response));
        return next.Task.WaitAsync(Limit);
    }
}
