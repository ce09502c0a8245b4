using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using SocketIoCompat.UnitTests.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.SocketIO;

public sealed class BindingTests
{
    public static TheoryData<string, string, string> Rows => new()
    {
        // name, sent, answered
        { "text", "420[\"text\",\"hé😀\"]", "430[\"hé😀\"]" },
        { "escaped name", "420[\"\\u0074ext\",\"a\"]", "430[\"a\"]" },
        { "lone surrogate read and written", "420[\"text\",\"\\ud800\"]", "430[\"\\ud800\"]" },
        { "number", "420[\"number\",1.5e3]", "430[1500]" },
        { "large number", "420[\"number\",1e21]", "430[1e+21]" },
        { "object", "420[\"object\",{\"name\":\"x\",\"tags\":[1,2]}]", "430[{\"name\":\"x\",\"tags\":[1,2]}]" },
        { "raw", "420[\"raw\", {\"a\" : [ 1.0 ,\"\\u0041\"]} ]", "430[{\"a\" : [ 1.0 ,\"\\u0041\"]}]" },
        { "rest", "420[\"rest\",1,\"b\",null]", "430[1,\"b\",null]" },
        { "rest of nothing", "420[\"rest\"]", "430[]" },
        { "optional given", "420[\"optional\",7]", "430[7]" },
        { "optional missing", "420[\"optional\"]", "430[5]" },
        { "nullable missing", "420[\"nullable\"]", "430[\"none\"]" },
        { "nullable null", "420[\"nullable\",null]", "430[\"none\"]" },
        { "further arguments are ignored", "420[\"text\",\"a\",2,3]", "430[\"a\"]" },
        { "task", "420[\"task\",2]", "430[4]" },
        { "value task", "420[\"valuetask\",2]", "430[6]" },
        { "several", "420[\"several\"]", "430[1,\"two\",true]" },
        { "answers once", "420[\"twice\"]", "430[1]" },
        { "numeric name", "420[17,\"a\"]", "430[\"a\"]" },
        { "null result", "420[\"nothing\"]", "430[null]" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Binds(string name, string sent, string answered)
    {
        _ = name;
        await using var server = await SocketServer.StartAsync(io => io.AddHandlers<Bound>());
        await using var client = await server.ConnectAsync();
        await client.SendAsync(sent);
        (await client.ReceiveAsync()).ShouldBe(answered);
    }

    [Theory]
    [InlineData("420[\"text\"]")] // missing
    [InlineData("420[\"text\",null]")] // not nullable
    [InlineData("420[\"text\",{}]")]
    [InlineData("420[\"number\",\"x\"]")]
    [InlineData("420[\"object\",[]]")]
    [InlineData("420[\"bytes\",{\"_placeholder\":true,\"num\":0}]")] // no attachment came
    [InlineData("420[\"fails\"]")]
    [InlineData("420[\"failslater\"]")]
    [InlineData("420[\"unknown\"]")]
    [InlineData("420[\"void\"]")]
    [InlineData("420[\"plaintask\"]")]
    [InlineData("420[\"connection\"]")] // no client may call a lifecycle handler
    public async Task What_does_not_fit_or_fails_is_not_acknowledged_and_the_connection_lives(string sent)
    {
        await using var server = await SocketServer.StartAsync(io => io.AddHandlers<Bound>());
        await using var client = await server.ConnectAsync();
        await client.SendAsync(sent);
        await client.SendAsync("429[\"text\",\"alive\"]");
        (await client.ReceiveAsync()).ShouldBe("439[\"alive\"]");
        server.Services.GetRequiredService<Bound>().Connections.ShouldBe(1);
    }

    [Fact]
    public async Task Binary_comes_and_goes_as_attachments()
    {
        await using var server = await SocketServer.StartAsync(io => io.AddHandlers<Bound>());
        await using var client = await server.ConnectAsync();
        await client.SendAsync("452-3[\"swap\",{\"first\":{\"_placeholder\":true,\"num\":0},\"second\":{\"_placeholder\":true,\"num\":1}}]");
        await client.SendBinaryAsync([1, 2]);
        await client.SendBinaryAsync([3]);

        (await client.ReceiveAsync()).ShouldBe("462-3[{\"first\":{\"_placeholder\":true,\"num\":0},\"second\":{\"_placeholder\":true,\"num\":1}}]");
        (await client.ReceiveAsync()).ShouldBe("b03");
        (await client.ReceiveAsync()).ShouldBe("b0102");
    }

    [Fact]
    public async Task A_raw_value_takes_its_own_attachments_along_and_they_are_renumbered()
    {
        await using var server = await SocketServer.StartAsync(io => io.AddHandlers<Bound>());
        await using var client = await server.ConnectAsync();
        await client.SendAsync("452-3[\"second\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
        await client.SendBinaryAsync([1, 2]);
        await client.SendBinaryAsync([3]);

        (await client.ReceiveAsync()).ShouldBe("461-3[{\"_placeholder\":true,\"num\":0}]");
        (await client.ReceiveAsync()).ShouldBe("b03");
    }

    [Fact]
    public async Task A_forged_placeholder_stands_for_nothing()
    {
        await using var server = await SocketServer.StartAsync(io => io.AddHandlers<Bound>());
        await using var client = await server.ConnectAsync();
        await client.SendAsync("420[\"stamp\",{\"_placeholder\":true,\"num\":0}]");
        (await client.ReceiveAsync()).ShouldBe("461-0[null,{\"_placeholder\":true,\"num\":0}]");
        (await client.ReceiveAsync()).ShouldBe("b07");
    }

    [Fact]
    public async Task More_arguments_than_anybody_means_are_refused()
    {
        await using var server = await SocketServer.StartAsync(io => io.AddHandlers<Bound>());
        await using var client = await server.ConnectAsync();
        await client.SendAsync($"420[\"rest\"{string.Concat(Enumerable.Repeat(",1", 1001))}]");
        await client.SendAsync($"421[\"rest\"{string.Concat(Enumerable.Repeat(",1", 1000))}]");
        (await client.ReceiveAsync()).ShouldBe($"431[1{string.Concat(Enumerable.Repeat(",1", 999))}]");
    }

    [Fact]
    public async Task A_member_can_stay_raw()
    {
        await using var server = await SocketServer.StartAsync(io => io.AddHandlers<Bound>());
        await using var client = await server.ConnectAsync();
        await client.SendAsync("420[\"relay\",{\"to\":\"x\",\"offer\":{\"sdp\" : 1.0}}]");
        (await client.ReceiveAsync()).ShouldBe("430[{\"to\":\"x\",\"offer\":{\"sdp\" : 1.0}}]");
    }

    public sealed class Bound
    {
        private int _connections;

        public int Connections => _connections;

        [On("connection")]
        public void Connected(Socket socket) => Interlocked.Increment(ref _connections);

        [On("text")]
        [On("17")]
        public string Text(string value) => value;

        [On("number")]
        public double Number(double value) => value;

        [On("object")]
        public Thing Object(Thing value) => value;

        [On("raw")]
        public RawValue Raw(RawValue value) => value;

        [On("rest")]
        public void Rest(RawValue[] values, Ack ack) => ack.Send(values);

        [On("optional")]
        public int Optional(int value = 5) => value;

        [On("nullable")]
        public string Nullable(string? value) => value ?? "none";

        [On("task")]
        public async Task<int> Twice(int value)
        {
            await Task.Yield();
            return value * 2;
        }

        [On("valuetask")]
        public ValueTask<int> Thrice(int value) => ValueTask.FromResult(value * 3);

        [On("several")]
        public void Several(Ack ack) => ack.Send(1, "two", true);

        [On("twice")]
        public void AnswersTwice(Ack ack)
        {
            ack.Send(1);
            ack.Send(2);
        }

        [On("nothing")]
        public string? Nothing() => null;

        [On("bytes")]
        public int Bytes(byte[] value) => value.Length;

        [On("swap")]
        public Pair Swap(Pair pair) => new(pair.Second, pair.First);

        [On("second")]
        public RawValue Second(RawValue first, RawValue second) => second;

        [On("stamp")]
        public void Stamp(RawValue value, Ack ack) => ack.Send(value, new byte[] { 7 });

        [On("relay")]
        public Relay Relayed(Relay relay) => relay;

        [On("fails")]
        public string Fails() => throw new InvalidOperationException("on purpose");

        [On("failslater")]
        public async Task<string> FailsLater()
        {
            await Task.Yield();
            throw new InvalidOperationException("on purpose");
        }

        [On("void")]
        public void Void()
        {
        }

        [On("plaintask")]
        public Task PlainTask() => Task.CompletedTask;
    }

    public sealed record Thing(string Name, int[] Tags);

    public sealed record Pair(byte[] First, byte[] Second);

    public sealed record Relay(string To, RawValue Offer);
}
