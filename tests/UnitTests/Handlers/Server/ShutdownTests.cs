using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Server;
using SocketIoCompat.UnitTests.Handlers.Support;
using SocketIoCompat.UnitTests.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Handlers.Server;

public sealed class ShutdownTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("socketiocompat-").FullName;

    private string File => Path.Combine(_folder, "test.db");

    [Fact]
    public async Task The_database_outlives_the_hosted_services_and_does_what_it_accepted()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.Configure<DatabaseOptions>(database => database.Url = $"sqlite:{File}");
        builder.Services.AddSocketIO();
        builder.Services.AddClassroom(new ConfigurationBuilder().Build());
        builder.Services.AddSingleton<LastWords>();
        builder.Services.AddHostedService(services => services.GetRequiredService<LastWords>());
        var host = builder.Build();
        await host.Services.GetRequiredService<IDatabase>().StartAsync(TestContext.Current.CancellationToken);
        await host.StartAsync(TestContext.Current.CancellationToken);
        var words = host.Services.GetRequiredService<LastWords>();

        await host.StopAsync(TestContext.Current.CancellationToken);
        await ((IAsyncDisposable)host).DisposeAsync();

        (await Task.WhenAll(words.Writing)).ShouldAllBe(created => created);
        (await QueryAsync<int>("SELECT COUNT(*) FROM sessions")).ShouldBe([400]);
    }

    [Fact]
    public async Task Who_was_there_has_left_when_the_server_has_stopped()
    {
        await using var app = await ServerApplication.BuildAsync(
        [
            "--environment", "Development", "--PORTS", "0", "--DATABASE_URL", $"sqlite:{File}", "--Serilog:MinimumLevel:Default", "Fatal",
        ]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        var address = new Uri(app.Urls.Single());
        var clients = new List<RawClient>();
        for (var i = 0; i < 20; i++)
        {
            var client = await RawClient.OpenAsync(new Uri($"ws://{address.Authority}/socket.io/?EIO=4&transport=websocket"));
            clients.Add(client);
            await client.SendAsync($$"""40{"token":"{\"userId\":\"t{{i}}\",\"email\":\"t@example.org\",\"tier\":2}"}""");
            await client.SendAsync($$"""42["session:join",{"sessionId":"l{{i}}"}]""");
            await client.ReceiveAsync("session:state");
            await client.SendAsync($$"""42["chat:send",{"sessionId":"l{{i}}","text":"just before"}]""");
        }

        await clients[^1].ReceiveAsync("chat:message");
        await app.StopAsync(TestContext.Current.CancellationToken);
        await app.DisposeAsync();

        (await QueryAsync<int>("SELECT COUNT(*) FROM session_participants WHERE is_active = 0 AND left_at IS NOT NULL")).ShouldBe([20]);
        (await QueryAsync<string>("SELECT session_id FROM chat_messages")).ShouldContain("l19");
        foreach (var client in clients)
            await client.DisposeAsync();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<List<T>> QueryAsync<T>(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        return [.. await connection.QueryAsync<T>(sql)];
    }

    /// <summary>Writes when everything else has stopped, and does not wait for it.</summary>
    private sealed class LastWords(ISessionStore store) : IHostedLifecycleService
    {
        public List<Task<bool>> Writing { get; } = [];

        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken)
        {
            for (var i = 0; i < 400; i++)
                Writing.Add(store.CreateAsync(new ClassroomSession($"{i}", "t", "s", SessionStatus.Scheduled, CreatedByJoin: false)));
            return Task.CompletedTask;
        }
    }
}
