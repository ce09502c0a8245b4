using Shouldly;
using SocketIoCompat.UnitTests.Protocol.Support;
using Xunit;
using static SocketIoCompat.Protocol.WebSockets.WebSocketOpcode;
using static SocketIoCompat.UnitTests.Engine.CompressionHost;

namespace SocketIoCompat.UnitTests.Engine;

/// <summary>Compressed messages from clients, the forbidden ones too.</summary>
public sealed class InflationTests
{
    [Fact]
    public async Task Compressed_messages_come_split_and_in_fragments_with_others_between()
    {
        await using var host = await StartAsync();
        using var socket = await ConnectAsync(host);
        var message = Deflated.Message("4Hello");
        byte[] stream =
        [
            .. HelloFrame,
            .. ClientFrames.Frame(Text, message.AsSpan(0, 2), final: false, reserved: 0x40), .. ClientFrames.Frame(Ping, "p"u8),
            .. ClientFrames.Frame(Continuation, [], final: false), .. ClientFrames.Frame(Continuation, message.AsSpan(2)),
            .. ClientFrames.Text("4plain"),
            .. ClientFrames.Frame(Binary, [0], reserved: 0x40),
        ];
        foreach (var b in stream)
            await socket.SendBytesAsync([b]);
        for (var at = 1; at < stream.Length; at++)
        {
            await socket.SendBytesAsync(stream[..at]);
            await socket.SendBytesAsync(stream[at..]);
        }

        for (var i = 0; i < stream.Length; i++)
        {
            var frames = new List<string>();
            for (var k = 0; k < 5; k++)
                frames.Add((await socket.ReadFrameAsync())! is var frame ? $"{frame.Opcode} {frame.Text}" : "");
            frames.ShouldBe(["1 4Hello", "10 p", "1 4Hello", "1 4plain", "2 "]);
        }
    }

    [Fact]
    public async Task Only_the_first_frame_of_a_message_may_be_marked()
    {
        await ShouldCloseAsync(1002, ClientFrames.Frame(Ping, [], reserved: 0x40));
        await ShouldCloseAsync(1002, [.. ClientFrames.Frame(Text, "4"u8, final: false), .. ClientFrames.Frame(Continuation, [0], reserved: 0x40)]);
        await ShouldCloseAsync(1002, ClientFrames.Frame(Text, Deflated.Message("4Hello"), reserved: 0x60));
    }

    [Fact]
    public async Task What_cannot_be_inflated_or_is_no_text_closes_with_1007()
    {
        await ShouldCloseAsync(1007, ClientFrames.Frame(Text, [0xff, 0xff], reserved: 0x40));
        await ShouldCloseAsync(1007, ClientFrames.Frame(Binary, HelloFrame.AsSpan(6, 2), reserved: 0x40));
        await ShouldCloseAsync(1007, ClientFrames.Frame(Text, Deflated.Message([(byte)'4', 0xc3, 0x28]), reserved: 0x40));
    }

    [Fact]
    public async Task A_bomb_closes_with_1009_and_nothing_after_it_is_inflated()
    {
        var bomb = ClientFrames.Frame(Binary, Deflated.Message(new byte[32 * 1024 * 1024]), reserved: 0x40);
        await ShouldCloseAsync(1009, [.. bomb, .. bomb, .. HelloFrame]);
        await ShouldCloseAsync(1009, ClientFrames.Frame(Text, Deflated.Message(new string('4', 100_001)), reserved: 0x40));
    }

    [Fact]
    public async Task A_stranger_may_inflate_no_more_than_he_may_send()
    {
        await using var host = await StartAsync(admitOnOpen: false);
        using var socket = await ConnectAsync(host);
        await socket.SendBytesAsync(ClientFrames.Frame(Text, Deflated.Message(new string('4', 65_537)), reserved: 0x40));
        (await socket.ReadFrameAsync())!.CloseCode.ShouldBe(1009);
    }

    private static async Task ShouldCloseAsync(int code, byte[] stream)
    {
        await using var host = await StartAsync();
        using var socket = await ConnectAsync(host);
        await socket.SendBytesAsync(stream);
        (await socket.ReadFrameAsync()).ShouldNotBeNull().CloseCode.ShouldBe(code);
        await socket.SendCloseAsync(code);
        (await socket.ReadFrameAsync()).ShouldBeNull();
        (await host.Handler.ReadUntilAsync("closed TransportError")).ShouldBe(["opened"]);
    }
}
