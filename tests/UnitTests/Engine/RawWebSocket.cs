using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Shouldly;
using Xunit;

namespace SocketIoCompat.UnitTests.Engine;

/// <summary>A frame as it came.</summary>
internal sealed record RawFrame(int Opcode, byte[] Payload, bool IsCompressed = false)
{
    public string Text => Encoding.UTF8.GetString(Payload);

    public int? CloseCode => Opcode == 8 && Payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(Payload) : null;
}

/// <summary>A websocket client on a bare socket: it sees and sends exactly the bytes that a test means.</summary>
internal sealed class RawWebSocket : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly NetworkStream _stream;

    private RawWebSocket(System.Net.Sockets.Socket socket) => _stream = new NetworkStream(socket, ownsSocket: true);

    /// <summary>The head of the answer to the upgrade.</summary>
    public string Head { get; private set; } = "";

    public System.Net.Sockets.Socket Socket => _stream.Socket;

    /// <summary>Connects and expects 101.</summary>
    public static async Task<RawWebSocket> ConnectAsync(int port, string target, string headers = "")
    {
        var socket = await RequestAsync(port, target, headers);
        socket.Head.ShouldStartWith("HTTP/1.1 101");
        return socket;
    }

    /// <summary>Sends an upgrade request and reads the head of the answer, whatever it is.</summary>
    public static async Task<RawWebSocket> RequestAsync(int port, string target, string headers = "")
    {
        var socket = await OpenAsync(port);
        await socket.RequestAsync($"127.0.0.1:{port}", target, headers);
        return socket;
    }

    /// <summary>A client on a socket that is connected already.</summary>
    public static RawWebSocket On(System.Net.Sockets.Socket socket) => new(socket);

    /// <summary>Asks for the websocket and expects 101.</summary>
    public async Task UpgradeAsync(string target)
    {
        await RequestAsync("localhost", target, headers: "");
        Head.ShouldStartWith("HTTP/1.1 101");
    }

    public static async Task<RawWebSocket> OpenAsync(int port)
    {
        var socket = new System.Net.Sockets.Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        return On(socket);
    }

    public async Task ReadHeadAsync()
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            head.Append((char)(await ReadExactlyAsync(1))[0]);
        Head = head.ToString();
    }

    public Task SendAsync(string text) => SendBytesAsync(Frame(1, Encoding.UTF8.GetBytes(text)));

    public Task SendBinaryAsync(byte[] data) => SendBytesAsync(Frame(2, data));

    public Task SendCloseAsync(int? code = null) =>
        SendBytesAsync(Frame(8, code is { } value ? [(byte)(value >> 8), (byte)value] : []));

    public async Task SendBytesAsync(params byte[][] bytes) => await _stream.WriteAsync(bytes.SelectMany(part => part).ToArray());

    /// <summary>A masked frame.</summary>
    public static byte[] Frame(int opcode, byte[] payload)
    {
        byte[] mask = [0x12, 0x34, 0x56, 0x78];
        byte[] length = payload.Length switch
        {
            < 126 => [(byte)(0x80 | payload.Length)],
            <= ushort.MaxValue => [0xfe, (byte)(payload.Length >> 8), (byte)payload.Length],
            _ => [0xff, 0, 0, 0, 0, (byte)(payload.Length >> 24), (byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length],
        };
        return [(byte)(0x80 | opcode), .. length, .. mask, .. payload.Select((b, i) => (byte)(b ^ mask[i & 3]))];
    }

    public static byte[] TextFrame(string text) => Frame(1, Encoding.UTF8.GetBytes(text));

    /// <summary>The next frame; null at the end of the connection.</summary>
    public async Task<RawFrame?> ReadFrameAsync()
    {
        byte[] head;
        try
        {
            head = await ReadExactlyAsync(2);
        }
        catch (EndOfStreamException)
        {
            return null;
        }
        catch (IOException)
        {
            return null;
        }
        long length = head[1];
        if (length == 126)
            length = BinaryPrimitives.ReadUInt16BigEndian(await ReadExactlyAsync(2));
        else if (length == 127)
            length = BinaryPrimitives.ReadInt64BigEndian(await ReadExactlyAsync(8));
        (head[0] & 0x80).ShouldBe(0x80);
        return new RawFrame(head[0] & 15, await ReadExactlyAsync((int)length), (head[0] & 0x40) != 0);
    }

    public async Task<string> ReadTextAsync()
    {
        var frame = await ReadFrameAsync();
        frame.ShouldNotBeNull().Opcode.ShouldBe(1, frame.Text);
        return frame.Text;
    }

    /// <summary>Reads the open packet.</summary>
    public async Task<string> ReadOpenAsync()
    {
        var open = await ReadTextAsync();
        open.ShouldStartWith("0{");
        return System.Text.Json.JsonDocument.Parse(open.AsMemory(1)).RootElement.GetProperty("sid").GetString()!;
    }

    public async Task<string> ReadToEndAsync()
    {
        using var timeout = new CancellationTokenSource(Patience);
        using var reader = new StreamReader(_stream, Encoding.Latin1, leaveOpen: true);
        return await reader.ReadToEndAsync(timeout.Token);
    }

    public void Dispose() => _stream.Dispose();

    private async Task RequestAsync(string host, string target, string headers)
    {
        await SendBytesAsync(Encoding.ASCII.GetBytes(
            $"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
            $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{headers}\r\n"));
        await ReadHeadAsync();
    }

    private async Task<byte[]> ReadExactlyAsync(int count)
    {
        using var timeout = new CancellationTokenSource(Patience);
        var bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes, timeout.Token);
        return bytes;
    }
}
