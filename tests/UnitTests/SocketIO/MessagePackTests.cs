using SocketIoCompat.Protocol;
using SocketIoCompat.Protocol.SocketIO;
using SocketIoCompat.UnitTests.Protocol.MsgPack;
using SocketIoCompat.UnitTests.Support;

namespace SocketIoCompat.UnitTests.SocketIO;

/// <summary>A server that speaks MessagePack: the same handlers, other bytes.</summary>
public sealed class MessagePackTests
{
    private const string Bytes = "{\"_placeholder\":true,\"num\":0}";

    private static Task<SocketServer> StartAsync(Action<SocketIOOptions>? options = null) =>
        SocketServer.StartAsync(options: o =>
        {
            o.Parser = SocketIOParsers.MessagePack;
            options?.Invoke(o);
        });

    [Fact]
    public async Task Bytes_and_objects_reach_a_handler_and_go_back()
    {
        await using var server = await StartAsync();
        server.IO.On("connection", (Socket socket) => socket.On("file", (FilePart part, byte[] more) => new FilePart(part.Name + "!", [.. part.Data, .. more])));
        await using var client = await ConnectAsync(server);
        await SendAsync(client, PacketType.Event, $"[\"file\",{{\"name\":\"é\",\"data\":{Bytes}}},{Bytes.Replace('0', '1')}]", 7, [1, 2], [3]);
        (await ReceiveAsync(client)).ShouldBe($"Ack / #7 [{{\"name\":\"é!\",\"data\":{Bytes}}}] [010203]");
    }

    [Fact]
    public async Task A_client_answers_what_the_server_asks()
    {
        await using var server = await StartAsync();
        var asked = new TaskCompletionSource<Task<byte[]>>(TaskCreationOptions.RunContinuationsAsynchronously);
        server.IO.On("connection", (Socket socket) => asked.SetResult(socket.EmitWithAckAsync<int, byte[]>("question", 5)));
        await using var client = await ConnectAsync(server);
        (await ReceiveAsync(client)).ShouldBe("Event / #0 [\"question\",5] []");
        await SendAsync(client, PacketType.Ack, $"[{Bytes}]", 0, [9]);
        (await await asked.Task).ShouldBe([9]);
    }

    [Fact]
    public async Task Listeners_of_what_is_sent_see_arguments_whatever_the_format()
    {
        await using var server = await StartAsync();
        var seen = new List<string>();
        server.IO.On("connection", (Socket socket) => socket.OnAnyOutgoing((name, arguments) =>
            seen.Add($"{name} {string.Join(' ', arguments.Select(argument => $"{argument} {argument.Attachments.Count}"))}")));
        await using var client = await ConnectAsync(server);
        await server.IO.EmitAsync("all", new byte[] { 1 }, "x");
        await server.IO.To(client.SocketId).EmitAsync("one", 2);
        (await ReceiveAsync(client)).ShouldBe($"Event / #-1 [\"all\",{Bytes},\"x\"] [01]");
        (await ReceiveAsync(client)).ShouldBe("Event / #-1 [\"one\",2] []");
        seen.ShouldBe([$"all {Bytes} 1 \"x\" 0", "one 2 0"]);
    }

    [Fact]
    public async Task A_client_that_was_cut_off_gets_what_it_missed()
    {
        await using var server = await StartAsync(o => o.ConnectionStateRecovery = new ConnectionStateRecoveryOptions());
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.IO.On("connection", (Socket socket) => socket.OnDisconnect(() => left.TrySetResult()));
        var client = await ConnectAsync(server);
        await server.IO.EmitAsync("first", new byte[] { 1 });
        var first = await ReceiveAsync(client);
        first.ShouldStartWith($"Event / #-1 [\"first\",{Bytes},\"");
        var offset = first.Split('"')[^2];
        client.Abort();
        await left.Task;
        await server.IO.EmitAsync("missed", new byte[] { 2 });

        await using var again = await server.OpenAsync();
        await SendAsync(again, PacketType.Connect, $"{{\"pid\":\"{client.Pid}\",\"offset\":\"{offset}\"}}", -1);
        (await ReceiveAsync(again)).ShouldStartWith($"Event / #-1 [\"missed\",{Bytes},\"");
        (await ReceiveAsync(again)).ShouldStartWith($"Connect / #-1 {{\"sid\":\"{client.SocketId}\",\"pid\":\"");
    }

    [Fact]
    public async Task Credentials_may_hold_bytes()
    {
        await using var server = await StartAsync();
        server.IO.On("connection", (Socket socket) => socket.EmitAsync("auth", socket.Handshake.GetAuth<FilePart>()!.Data.Length).AsTask());
        await using var client = await server.OpenAsync();
        await SendAsync(client, PacketType.Connect, $"{{\"name\":\"key\",\"data\":{Bytes}}}", -1, [1, 2, 3]);
        await ReceiveAsync(client);
        (await ReceiveAsync(client)).ShouldBe("Event / #-1 [\"auth\",3] []");
    }

    [Theory]
    [InlineData("42[\"x\"]", nameof(ParseResult.UnexpectedText))]
    [InlineData("hex:c1", nameof(ParseResult.BadMessagePack))]
    [InlineData("hex:83a47479706502a46461746191aa646973636f6e6e656374a36e7370a12f", nameof(ParseResult.ReservedEventName))]
    [InlineData("hex:83a47479706502a46461746190a36e7370a12f", nameof(ParseResult.BadPayload))]
    [InlineData("hex:83a47479706502a464617461" + "94a178c400c400c400" + "a36e7370a12f", nameof(ParseResult.TooManyAttachments))]
    public async Task What_is_no_packet_is_told_to_the_sockets_and_closes(string message, string error)
    {
        await using var server = await StartAsync(o => o.MaxBinaryValues = 2);
        var errors = new List<string>();
        var left = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        server.IO.On("connection", (Socket socket) =>
        {
            socket.OnError(exception => errors.Add(exception.Message));
            socket.OnDisconnect((string reason) => left.TrySetResult(reason));
        });
        await using var client = await ConnectAsync(server);
        if (message.StartsWith("hex:", StringComparison.Ordinal))
            await client.SendBinaryAsync(Convert.FromHexString(message[4..]));
        else
            await client.SendAsync(message);
        (await client.ReceiveAsync()).ShouldBe("closed");
        (await left.Task).ShouldBe(DisconnectReason.ForcedClose);
        errors.ShouldBe([error]);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("/a,b")]
    [InlineData("/nowhere")]
    public async Task A_name_that_is_no_namespace_is_refused_under_that_name(string name)
    {
        await using var server = await StartAsync();
        await using var client = await ConnectAsync(server);
        await client.SendBinaryAsync(Convert.FromHexString(MsgPackSamples.WritePacket(PacketType.Connect, name, -1, "")));
        (await ReceiveAsync(client)).ShouldBe($"ConnectError {name} #-1 {{\"message\":\"Invalid namespace\"}} []");
    }

    private static async Task<RawClient> ConnectAsync(SocketServer server)
    {
        var client = await server.OpenAsync();
        await SendAsync(client, PacketType.Connect, "", -1);
        var parts = (await ReceiveAsync(client)).Split('"');
        parts[0].ShouldBe("Connect / #-1 {");
        client.SocketId = parts[3];
        client.Pid = parts.Length > 7 ? parts[7] : string.Empty;
        return client;
    }

    private static Task SendAsync(RawClient client, PacketType type, string json, long id, params byte[][] attachments) =>
        client.SendBinaryAsync(Convert.FromHexString(MsgPackSamples.WritePacket(type, "/", id, json, [.. attachments.Select(one => (ReadOnlyMemory<byte>)one)])));

    private static async Task<string> ReceiveAsync(RawClient client)
    {
        var message = await client.ReceiveAsync();
        message[0].ShouldBe('b', message);
        return MsgPackSamples.ReadPacket(Convert.FromHexString(message[1..]));
    }

    private sealed record FilePart(string Name, byte[] Data);
}
