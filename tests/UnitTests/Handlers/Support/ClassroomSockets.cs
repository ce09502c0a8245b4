using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.UnitTests.Support;

namespace SocketIoCompat.UnitTests.Handlers.Support;

/// <summary>The classroom's events on real websockets. It believes who a client says it is.</summary>
internal sealed class ClassroomSockets : IAsyncDisposable
{
    private ClassroomSockets(TestDatabase database, SocketServer server)
    {
        Database = database;
        Server = server;
    }

    public TestDatabase Database { get; }

    public SocketServer Server { get; }

    public static async Task<ClassroomSockets> StartAsync(
        Dictionary<string, string?>? settings = null, Action<IServiceCollection>? services = null, TestDatabase? database = null)
    {
        database ??= await TestDatabase.OpenAsync();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings)
            .AddInMemoryCollection([new("TrustUnsignedIdentity", "true")])
            .Build();
        var server = await SocketServer.StartAsync(socketIO => socketIO.AddClassroomHandlers(), services: collection =>
        {
            collection.AddSingleton(database.Database);
            services?.Invoke(collection);
            collection.AddClassroom(configuration);
        });
        return new ClassroomSockets(database, server);
    }

    public Task<RawClient> TutorAsync(string userId) => ConnectAsync(userId, tier: 2);

    public Task<RawClient> StudentAsync(string userId) => ConnectAsync(userId, tier: 1);

    /// <summary>A tutor and a student who have both joined a session of theirs.</summary>
    public async Task<(RawClient Tutor, RawClient Student)> LessonAsync(string sessionId, string tutorId, string studentId)
    {
        await Database.Sessions.CreateAsync(new ClassroomSession(
            sessionId, tutorId, studentId, SessionStatus.Scheduled, CreatedByJoin: false));
        var tutor = await TutorAsync(tutorId);
        var student = await StudentAsync(studentId);
        foreach (var client in new[] { tutor, student })
            await client.SendAsync($$"""42["session:join",{"sessionId":"{{sessionId}}"}]""");
        foreach (var client in new[] { tutor, student })
            await client.ReceiveAsync("session:state", "\"active\"");
        return (tutor, student);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Database.DisposeAsync();
    }

    private Task<RawClient> ConnectAsync(string userId, int tier)
    {
        var token = JsonSerializer.Serialize(new { userId, email = $"{userId}@example.org", tier });
        return Server.ConnectAsync(auth: JsonSerializer.Serialize(new { token }));
    }
}

internal static class ClassroomClient
{
    /// <summary>Reads packets until one that is this event and has this text in it; what comes before is forgotten.</summary>
    public static async Task<string> ReceiveAsync(this RawClient client, string @event, string text = "")
    {
        while (true)
        {
            var packet = await client.ReceiveAsync();
            if (packet == "closed")
                throw new InvalidOperationException($"closed before {@event} {text}");
            if (packet.StartsWith($"42[\"{@event}\"", StringComparison.Ordinal) && packet.Contains(text, StringComparison.Ordinal))
                return packet;
        }
    }

    /// <summary>All packets before an event: what the client got until then.</summary>
    public static async Task<List<string>> ReceiveUntilAsync(this RawClient client, string @event)
    {
        var packets = new List<string>();
        while (await client.ReceiveAsync() is var packet && !packet.StartsWith($"42[\"{@event}\"", StringComparison.Ordinal))
        {
            if (packet == "closed")
                throw new InvalidOperationException($"closed before {@event}");
            packets.Add(packet);
        }

        return packets;
    }
}
