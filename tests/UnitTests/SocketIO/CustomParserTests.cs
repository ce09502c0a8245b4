using System.Buffers;
using System.Globalization;
using System.Text;
using SocketIoCompat.UnitTests.Support;

namespace SocketIoCompat.UnitTests.SocketIO;

/// <summary>The seam for formats of one's own, with one that has words instead of digits: <c>event / 7 ["name"]</c>.</summary>
public sealed class CustomParserTests
{
    private static async Task<(SocketServer Server, WordParser Parser)> StartAsync()
    {
        var parser = new WordParser();
        return (await SocketServer.StartAsync(options: o => o.Parser = parser), parser);
    }

    [Fact]
    public async Task Every_type_of_packet_passes()
    {
        var (server, _) = await StartAsync();
        await using var ended = server;
        server.IO.Of("/closed").Use((_, _) => throw new ConnectRefusedException("no"));
        server.IO.On("connection", (Socket socket) =>
        {
            socket.On("echo", (RawValue value) => value);
            socket.On("leave", () => socket.Disconnect());
        });
        await using var client = await server.OpenAsync();
        await client.SendAsync("4connect / - {\"token\":1}");
        (await client.ReceiveAsync()).ShouldStartWith("4connect / - {\"sid\":\"");
        await client.SendAsync("4connect /closed - ");
        (await client.ReceiveAsync()).ShouldBe("4connecterror /closed - {\"message\":\"no\"}");
        await client.SendAsync("4event / 7 [\"echo\",{\"a\":[1,\"é\"]}]");
        (await client.ReceiveAsync()).ShouldBe("4ack / 7 [{\"a\":[1,\"é\"]}]");
        await client.SendAsync("4event / - [\"leave\"]");
        (await client.ReceiveAsync()).ShouldBe("4disconnect / - ");
    }

    [Fact]
    public async Task Bytes_are_the_parsers_to_place()
    {
        var (server, _) = await StartAsync();
        await using var ended = server;
        server.IO.On("connection", (Socket socket) => socket.On("sum", (byte[] bytes) => socket.EmitAsync("sum", bytes, bytes.Sum(b => b))));
        await using var client = await ConnectAsync(server);
        await client.SendAsync("4event / - [\"sum\",<010203>]");
        (await client.ReceiveAsync()).ShouldBe("4event / - [\"sum\",{\"_placeholder\":true,\"num\":0},6] 010203");
    }

    [Fact]
    public async Task A_broadcast_is_encoded_once()
    {
        var (server, parser) = await StartAsync();
        await using var ended = server;
        RawClient[] clients = [await ConnectAsync(server), await ConnectAsync(server), await ConnectAsync(server)];
        var before = parser.Encoded;
        await server.IO.EmitAsync("news", 1);
        foreach (var client in clients)
            (await client.ReceiveAsync()).ShouldBe("4event / - [\"news\",1]");
        (parser.Encoded - before).ShouldBe(1);
    }

    [Theory]
    [InlineData("throws", "the parser failed")]
    [InlineData("nonsense", "BadPayload")]
    [InlineData("event / - [\"a\"", "BadJson")]
    [InlineData("event / - {}", "BadPayload")]
    [InlineData("event / - [\"connect\"]", "ReservedEventName")]
    [InlineData("event / -5 [\"a\"]", "BadAckId")]
    [InlineData("event / 9007199254740992 [\"a\"]", "BadAckId")]
    [InlineData("99 / - [\"a\"]", "UnknownPacketType")]
    public async Task A_packet_that_the_server_cannot_trust_closes_the_connection(string message, string error)
    {
        var (server, _) = await StartAsync();
        await using var ended = server;
        var told = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        server.IO.On("connection", (Socket socket) => socket.OnError(exception => told.TrySetResult(exception.Message)));
        await using var client = await ConnectAsync(server);
        await client.SendAsync("4" + message);
        (await client.ReceiveAsync()).ShouldBe("closed");
        (await told.Task).ShouldBe(error);
    }

    [Fact]
    public async Task A_parser_that_cannot_write_fails_the_emit_only()
    {
        var (server, parser) = await StartAsync();
        await using var ended = server;
        await using var client = await ConnectAsync(server);
        parser.Refuses = true;
        await Should.ThrowAsync<NotSupportedException>(async () => await server.IO.EmitAsync("news", 1));
        parser.Refuses = false;
        await server.IO.EmitAsync("news", 2);
        (await client.ReceiveAsync()).ShouldBe("4event / - [\"news\",2]");
    }

    private static async Task<RawClient> ConnectAsync(SocketServer server)
    {
        var client = await server.OpenAsync();
        await client.SendAsync("4connect / - ");
        (await client.ReceiveAsync()).ShouldStartWith("4connect / - {");
        return client;
    }

    private sealed class WordParser : ISocketPacketParser
    {
        private int _encoded;

        public int Encoded => Volatile.Read(ref _encoded);

        public bool Refuses { get; set; }

        public bool IsBinary => false;

        public bool TryDecode(ReadOnlySpan<byte> message, bool isBinary, SocketPacketBuilder packet)
        {
            var parts = Encoding.UTF8.GetString(message).Split(' ', 4);
            if (parts[0] == "throws")
                throw new InvalidDataException();
            if (parts.Length < 4 || !Enum.TryParse<SocketPacketType>(parts[0], ignoreCase: true, out var type))
                return false;
            packet.Type = type;
            packet.SetNamespace(Encoding.UTF8.GetBytes(parts[1]));
            packet.Id = parts[2] == "-" ? null : long.Parse(parts[2], CultureInfo.InvariantCulture);
            foreach (var part in parts[3].Split('<', '>').Index())
            {
                if (part.Index % 2 == 0)
                    packet.Payload.Write(Encoding.UTF8.GetBytes(part.Item));
                else
                    packet.WriteBinary(Convert.FromHexString(part.Item));
            }

            return true;
        }

        public void Encode(in SocketPacket packet, IBufferWriter<byte> message)
        {
            if (Refuses)
                throw new NotSupportedException();
            Interlocked.Increment(ref _encoded);
            var id = packet.Id?.ToString(CultureInfo.InvariantCulture) ?? "-";
            var bytes = string.Concat(packet.Attachments.Select(one => " " + Convert.ToHexString(one.Span)));
            message.Write(Encoding.UTF8.GetBytes(
                $"{packet.Type.ToString().ToLowerInvariant()} {Encoding.UTF8.GetString(packet.Namespace)} {id} {Encoding.UTF8.GetString(packet.Payload)}{bytes}"));
        }
    }
}
