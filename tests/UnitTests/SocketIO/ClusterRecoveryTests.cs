using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using SocketIoCompat.Adapters;
using SocketIoCompat.Engine;
using SocketIoCompat.UnitTests.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.SocketIO;

/// <summary>Connection state recovery through a log that the test holds in its hands; through a real one in the contract tests.</summary>
public sealed class ClusterRecoveryTests
{
    private readonly MemoryLog _log = new();

    [Fact]
    public async Task Events_are_delivered_in_the_order_of_the_log()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync();
        await server.IO.EmitAsync("mine", 1);
        await server.IO.EmitAsync("mine", 2);
        _log.Receive(5, "[\"theirs\"]");
        _log.Return();
        _log.Receive(7, "[\"theirs\"]");
        _log.Return();

        (await client.ReceiveAsync()).ShouldBe("42[\"theirs\",\"0-5\"]");
        (await client.ReceiveAsync()).ShouldBe("42[\"mine\",1,\"1-1\"]");
        (await client.ReceiveAsync()).ShouldBe("42[\"theirs\",\"0-7\"]");
        (await client.ReceiveAsync()).ShouldBe("42[\"mine\",2,\"1-2\"]");
    }

    [Fact]
    public async Task What_is_not_logged_keeps_its_place_behind_what_is()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync();
        await server.IO.EmitAsync("logged", 1);
        await server.IO.Of("/").Local.EmitAsync("local", 2);
        await server.IO.Of("/").Volatile.EmitAsync("volatile", 3);
        _log.Return();

        (await client.ReceiveAsync()).ShouldBe("42[\"logged\",1,\"1-1\"]");
        (await client.ReceiveAsync()).ShouldBe("42[\"local\",2]");
        (await client.ReceiveAsync()).ShouldBe("42[\"volatile\",3]");
    }

    [Fact]
    public async Task While_the_log_is_lost_clients_of_this_server_get_their_events_once_and_at_once()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync();
        await server.IO.EmitAsync("before", 1);
        _log.Lose();
        (await client.ReceiveAsync()).ShouldBe("42[\"before\",1]");
        await server.IO.EmitAsync("meanwhile", 2);
        (await client.ReceiveAsync()).ShouldBe("42[\"meanwhile\",2]");

        _log.IsAvailable = true;
        _log.Return(); // what was written after all comes back, to nobody
        _log.Return();
        await server.IO.EmitAsync("after", 3);
        _log.Return();
        (await client.ReceiveAsync()).ShouldBe("42[\"after\",3,\"1-3\"]");
    }

    [Fact]
    public async Task An_event_that_could_not_be_written_is_delivered_when_that_is_known()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync();
        _log.FailNext();
        await server.IO.EmitAsync("unwritten", 1);
        (await client.ReceiveAsync()).ShouldBe("42[\"unwritten\",1]");
    }

    [Fact]
    public async Task A_client_that_is_sent_away_gets_what_is_on_its_way_first()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync();
        await server.IO.EmitAsync("farewell");
        await server.IO.Of("/").DisconnectSocketsAsync();
        (await client.ReceiveAsync()).ShouldBe("42[\"farewell\"]");
        (await client.ReceiveAsync()).ShouldBe("41");
    }

    [Fact]
    public async Task What_is_heard_while_a_client_reads_the_log_reaches_it_once_and_in_order()
    {
        await using var server = await StartAsync();
        _log.Sessions["pid"] = "{\"sid\":\"AAAAAAAAAAAAAAAAAAAA\",\"pid\":\"pid\",\"rooms\":[\"room\"],\"data\":{}}";
        _log.Add(1, "[\"missed\",1]", "room");
        _log.Add(2, "[\"foreign\"]", "elsewhere");
        _log.Add(3, "[\"missed\",3]", "room");
        var reading = _log.HoldReads();
        await using var client = await server.OpenAsync();
        await client.SendAsync("40{\"pid\":\"pid\",\"offset\":\"0-0\"}");
        await _log.ReadBegun;
        _log.Receive(3, "[\"missed\",3]", "room"); // this server comes to it only now
        _log.Receive(4, "[\"missed\",4]", "room");
        reading.SetResult();

        (await client.ReceiveAsync()).ShouldBe("42[\"missed\",1,\"0-1\"]");
        (await client.ReceiveAsync()).ShouldBe("42[\"missed\",3,\"0-3\"]");
        (await client.ReceiveAsync()).ShouldBe("42[\"missed\",4,\"0-4\"]");
        (await client.ReceiveAsync()).ShouldStartWith("40{\"sid\":\"AAAAAAAAAAAAAAAAAAAA\",\"pid\":\"pid\"");
        _log.Receive(5, "[\"live\"]", "room");
        (await client.ReceiveAsync()).ShouldBe("42[\"live\",\"0-5\"]");
    }

    [Fact]
    public async Task A_client_that_has_read_further_than_its_server_gets_nothing_twice()
    {
        await using var server = await StartAsync();
        _log.Sessions["pid"] = "{\"sid\":\"AAAAAAAAAAAAAAAAAAAA\",\"pid\":\"pid\",\"rooms\":[\"room\"],\"data\":{}}";
        _log.Add(1, "[\"missed\",1]", "room");
        _log.Add(2, "[\"missed\",2]", "room");
        await using var client = await server.OpenAsync();
        await client.SendAsync("40{\"pid\":\"pid\",\"offset\":\"0-0\"}");
        (await client.ReceiveAsync()).ShouldBe("42[\"missed\",1,\"0-1\"]");
        (await client.ReceiveAsync()).ShouldBe("42[\"missed\",2,\"0-2\"]");
        (await client.ReceiveAsync()).ShouldStartWith("40{");
        _log.Receive(1, "[\"missed\",1]", "room");
        _log.Receive(2, "[\"missed\",2]", "room");
        _log.Receive(3, "[\"live\"]", "room");
        (await client.ReceiveAsync()).ShouldBe("42[\"live\",\"0-3\"]");
    }

    [Theory]
    [InlineData("0-9")] // no such entry
    [InlineData("9")]
    [InlineData("-1-0")]
    public async Task A_client_whose_place_in_the_log_is_not_there_starts_anew(string offset)
    {
        await using var server = await StartAsync();
        _log.Sessions["pid"] = "{\"sid\":\"AAAAAAAAAAAAAAAAAAAA\",\"pid\":\"pid\",\"rooms\":[],\"data\":{}}";
        await using var client = await server.OpenAsync();
        await client.SendAsync($"40{{\"pid\":\"pid\",\"offset\":\"{offset}\"}}");
        (await client.ReceiveAsync()).ShouldNotContain("AAAAAAAAAAAAAAAAAAAA");
        _log.Sessions.ShouldBeEmpty();
    }

    private Task<SocketServer> StartAsync() => SocketServer.StartAsync(
        options: static options => options.ConnectionStateRecovery = new ConnectionStateRecoveryOptions(),
        services: services => services.AddKeyedSingleton<ISocketAdapterFactory>(string.Empty, new Factory(_log)));

    private sealed class Factory(MemoryLog log) : ISocketAdapterFactory
    {
        public ISocketAdapter Create(Namespace @namespace) => new ClusterAdapter(@namespace, log, new ClusterTimeouts(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1)));
    }
}
