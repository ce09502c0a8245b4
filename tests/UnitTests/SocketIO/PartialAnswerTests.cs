using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using SocketIoCompat.Adapters;
using SocketIoCompat.UnitTests.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.SocketIO;

/// <summary>A cluster of three, of which one answers and one is silent.</summary>
public sealed class PartialAnswerTests
{
    private readonly MemoryLog _link = new() { Servers = 3 };

    [Fact]
    public async Task Fetched_sockets_say_which_servers_they_are_from()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync();
        _link.Answer = static request => ToAnswer(request, ClusterMessageType.FetchSocketsResponse, "{\"id\":\"BBBBBBBBBBBBBBBBBBBB\",\"rooms\":[],\"data\":{}}");

        var sockets = await server.IO.FetchSocketsAsync(TestContext.Current.CancellationToken);

        sockets.Select(static socket => socket.Id).ShouldBe([client.SocketId, "BBBBBBBBBBBBBBBBBBBB"]);
        (sockets.AnsweredServers, sockets.Servers, sockets.IsComplete).ShouldBe((2, 3, false));
        sockets.AnsweredServerIds.ShouldBe(["other"]);
    }

    [Theory]
    [InlineData("""{"id":"B","rooms":["r\ud800","r"],"data":{"x":1}}""")]
    [InlineData("""{"id":"B","rooms":["r"],"data":{"\ud800":1,"x":1}}""")]
    [InlineData("""{"id":"B","rooms":["r"],"data":{"x":1},"handshake":{"url":"\udc00","headers":{"a":"\ud800"},"query":{"q":"1","q":"2"}}}""")]
    [InlineData("""{"id":"B","rooms":["r"],"data":{"x":1},"handshake":{"auth":{"deep":DEEP}}}""")]
    public async Task What_a_client_of_another_server_made_up_hides_neither_it_nor_its_neighbours(string hostile)
    {
        await using var server = await StartAsync();
        var json = hostile.Replace("DEEP", new string('[', 500) + new string(']', 500), StringComparison.Ordinal);
        _link.Servers = 2;
        _link.Answer = request => ToAnswer(request, ClusterMessageType.FetchSocketsResponse, json, "{}", "{\"id\":\"C\",\"rooms\":[],\"data\":{}}");

        var sockets = await server.IO.FetchSocketsAsync(TestContext.Current.CancellationToken);

        sockets.Select(static socket => socket.Id).ShouldBe(["B", "C"]);
        sockets.IsComplete.ShouldBeTrue();
        sockets[0].Rooms.ShouldBe(["r"]);
        sockets[0].Data.Keys.ShouldBe(["x"]);
    }

    [Fact]
    public async Task Acknowledgements_say_which_servers_they_are_from()
    {
        await using var server = await StartAsync();
        _link.Answer = static request => ToAnswer(request, ClusterMessageType.ServerSideEmitResponse);

        var answers = await server.IO.Of("/").ServerSideEmitWithAckAsync<EventArguments, string>(
            "hello", default, TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);

        answers.Responses.ShouldBe(["there"]);
        (answers.AnsweredServers, answers.Servers, answers.IsComplete).ShouldBe((2, 3, false));
        answers.AnsweredServerIds.ShouldBe(["other"]);
    }

    private static ClusterMessage ToAnswer(ClusterMessage request, ClusterMessageType type, params string[] sockets) => new()
    {
        Type = type,
        Uid = "other",
        RequestId = request.RequestId,
        Payload = "\"there\""u8.ToArray(),
        Sockets = [.. sockets.Select(static socket => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(socket))],
    };

    private Task<SocketServer> StartAsync() => SocketServer.StartAsync(
        services: services => services.AddKeyedSingleton<ISocketAdapterFactory>(string.Empty, new Factory(_link)));

    private sealed class Factory(MemoryLog link) : ISocketAdapterFactory
    {
        public ISocketAdapter Create(Namespace @namespace) => new ClusterAdapter(@namespace, link, new ClusterTimeouts(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(50)));
    }
}
