using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using SocketIoCompat.UnitTests.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.SocketIO;

public sealed class HandlerGroupTests
{
    private readonly ConcurrentQueue<string> _seen = new();

    // The client says in auth which application it is of.
    private Task<SocketServer> StartAsync(Action<SocketIOOptions>? options = null) => SocketServer.StartAsync(
        io => io.AddNamespace("/", nsp => nsp
            .Use((context, next) =>
            {
                if (context.Handshake.GetAuth<Choice>()?.App is { } app)
                    context.UseHandlerGroup(app);
                return next(context);
            })
            .AddHandlers<Own>()
            .OnConnection(socket => Note("own connection"))
            .AddHandlerGroup("red", group => group
                .Use(async (context, next) =>
                {
                    await Note($"red middleware {context.Socket.HandlerGroup}");
                    if (context.Handshake.GetAuth<Choice>()!.Refused)
                        throw new ConnectRefusedException("not red enough");
                    await next(context);
                    await Note("red middleware end");
                })
                .AddHandlers<Red>()
                .OnConnection(socket => Note("red connection")))
            .AddHandlerGroup("blue", group => group.AddHandlers<Blue>())),
        options,
        services => services.AddSingleton(_seen));

    private Task Note(string what)
    {
        _seen.Enqueue(what);
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("""{"app":"red"}""", "red of red")]
    [InlineData("""{"app":"blue"}""", "blue of blue")]
    [InlineData("{}", "own of nobody")]
    public async Task Only_the_groups_own_methods_are_called(string auth, string answer)
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync(auth: auth);
        await client.SendAsync("421[\"who\"]");
        (await client.ReceiveAsync()).ShouldBe($"431[\"{answer}\"]");
    }

    [Fact]
    public async Task Events_that_only_another_group_knows_are_ignored()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync(auth: """{"app":"blue"}""");
        await client.SendAsync("420[\"red-only\"]");
        await client.SendAsync("421[\"who\"]");
        (await client.ReceiveAsync()).ShouldBe("431[\"blue of blue\"]");
    }

    [Fact]
    public async Task The_lifecycle_is_the_groups_too()
    {
        await using var server = await StartAsync();
        var client = await server.ConnectAsync(auth: """{"app":"red"}""");
        await client.SendAsync("41");
        await server.Services.GetRequiredService<Red>().Gone.Task;
        _seen.ShouldBe(["red middleware red", "red connection", "red middleware end", "red disconnecting"]);
        _seen.Clear();
        await using var other = await server.ConnectAsync();
        await other.SendAsync("421[\"who\"]");
        await other.ReceiveAsync();
        _seen.ShouldBe(["own connection"]);
    }

    [Fact]
    public async Task A_groups_middleware_refuses_its_clients_and_nobody_elses()
    {
        await using var server = await StartAsync();
        await using var client = await server.OpenAsync();
        await client.SendAsync("""40{"app":"red","refused":true}""");
        (await client.ReceiveAsync()).ShouldBe("44{\"message\":\"not red enough\"}");
        await server.ConnectAsync(auth: """{"app":"blue","refused":true}""");
    }

    [Theory]
    [InlineData("green", "has no handler group")]
    [InlineData("red", "in the handler group \\\"red\\\" already")]
    public async Task A_group_is_chosen_once_and_exists(string second, string error)
    {
        await using var server = await StartAsync(o => o.EnableDetailedErrors = true);
        server.IO.Use((context, next) =>
        {
            context.UseHandlerGroup(second);
            return next(context);
        });
        await using var client = await server.OpenAsync();
        await client.SendAsync("""40{"app":"red"}""");
        (await client.ReceiveAsync()).ShouldContain(error);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_recovered_client_is_in_its_group_again(bool skipMiddlewares)
    {
        await using var server = await StartAsync(
            o => o.ConnectionStateRecovery = new ConnectionStateRecoveryOptions { SkipMiddlewares = skipMiddlewares });
        var client = await server.ConnectAsync(auth: """{"app":"red"}""");
        client.Abort();
        await server.Services.GetRequiredService<Red>().Gone.Task;
        _seen.Clear();

        // With its middlewares it is what they say, without them what it was.
        await using var again = await server.ConnectAsync(auth: $$"""{"pid":"{{client.Pid}}"{{(skipMiddlewares ? "" : ",\"app\":\"red\"")}}}""");
        again.SocketId.ShouldBe(client.SocketId);
        await again.SendAsync("421[\"who\"]");
        (await again.ReceiveAsync()).ShouldBe("431[\"red of red\"]");
        _seen.Contains("red middleware red").ShouldBe(!skipMiddlewares);
    }

    [Fact]
    public async Task Nobody_recovers_a_session_into_another_group()
    {
        await using var server = await StartAsync(
            o => o.ConnectionStateRecovery = new ConnectionStateRecoveryOptions { SkipMiddlewares = false });
        var client = await server.ConnectAsync(auth: """{"app":"red"}""");
        client.Abort();
        await server.Services.GetRequiredService<Red>().Gone.Task;
        await using var thief = await server.OpenAsync();
        await thief.SendAsync(string.Create(CultureInfo.InvariantCulture, $$"""40{"pid":"{{client.Pid}}","app":"blue"}"""));
        (await thief.ReceiveAsync()).ShouldBe("44{\"message\":\"Connection refused\"}");
    }

    public sealed record Choice(string? App = null, bool Refused = false);

    public sealed class Own
    {
        [On("who")]
        public string Who(Socket socket) => $"own of {socket.HandlerGroup ?? "nobody"}";
    }

    public sealed class Red(ConcurrentQueue<string> seen)
    {
        public TaskCompletionSource Gone { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        [On("who")]
        public string Who(Socket socket) => $"red of {socket.HandlerGroup}";

        [On("red-only")]
        public string Only() => "red only";

        [On("disconnecting")]
        public void Disconnecting() => seen.Enqueue("red disconnecting");

        [On("disconnect")]
        public void Disconnect() => Gone.TrySetResult();
    }

    public sealed class Blue
    {
        [On("who")]
        public string Who(Socket socket) => $"blue of {socket.HandlerGroup}";
    }
}
