using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace SocketIoCompat.ContractTests.Replay;

/// <summary>
/// The client's end of a websocket, down to the single frame: .NET's own client sends a code with every close frame and
/// reports one where there was none.
/// </summary>
internal sealed class WebSocketStream : IDisposable
{
    private const int MaxHead = 16 * 1024;

    // No proxy to protect here; the same bytes every time make a run repeatable.
    private static readonly byte[] Mask = [0x37, 0xfa, 0x21, 0x3d];

    private readonly TcpClient _tcp;
    private readonly BufferedStream _input;
    private readonly Stream _stream;

    private WebSocketStream(TcpClient tcp)
    {
        _tcp = tcp;
        _stream = tcp.GetStream();
        _input = new BufferedStream(_stream);
    }

    public static async Task<WebSocketStream> ConnectAsync(Uri server)
    {
        var tcp = new TcpClient { NoDelay = true };
        try
        {
            await tcp.ConnectAsync(server.Host, server.Port).ConfigureAwait(false);
            return new WebSocketStream(tcp);
        }
        catch
        {
            tcp.Dispose();
            throw;
        }
    }

    /// <summary>Sends the upgrade request and reads the answer's status, headers (names in lower case) and, when it is refused, body.</summary>
    public async Task<(int Status, Dictionary<string, string> Headers, byte[] Body)> UpgradeAsync(Uri server, string target, IEnumerable<(string Name, string Value)> headers)
    {
        var request = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"GET {target} HTTP/1.1\r\nHost: {server.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n")
            .Append(CultureInfo.InvariantCulture, $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {Convert.ToBase64String(RandomNumberGenerator.GetBytes(16))}\r\n");
        foreach (var (name, value) in headers)
            request.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        await _stream.WriteAsync(Encoding.Latin1.GetBytes(request.Append("\r\n").ToString())).ConfigureAwait(false);

        var lines = (await ReadHeadAsync().ConfigureAwait(false)).Split("\r\n");
        var status = int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture);
        var answer = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines.Skip(1).Select(line => line.Split(':', 2)))
            answer[line[0].ToLowerInvariant()] = answer.TryGetValue(line[0].ToLowerInvariant(), out var before) ? $"{before}, {line[1].Trim()}" : line[1].Trim();
        var length = status != 101 && answer.TryGetValue("content-length", out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        var body = new byte[length];
        await _input.ReadExactlyAsync(body).ConfigureAwait(false);
        return (status, answer, body);
    }

    public async Task WriteAsync(int opcode, ReadOnlyMemory<byte> payload) => await _stream.WriteAsync(Frame(opcode, payload.Span)).ConfigureAwait(false);

    /// <summary>One whole message as a client frames it.</summary>
    public static byte[] Frame(int opcode, ReadOnlySpan<byte> payload)
    {
        var extended = payload.Length < 126 ? 0 : payload.Length <= ushort.MaxValue ? 2 : 8;
        var frame = new byte[2 + extended + 4 + payload.Length];
        frame[0] = (byte)(0x80 | opcode);
        frame[1] = (byte)(0x80 | (extended switch { 0 => payload.Length, 2 => 126, _ => 127 }));
        if (extended == 2)
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
        else if (extended == 8)
            BinaryPrimitives.WriteUInt64BigEndian(frame.AsSpan(2), (ulong)payload.Length);
        Mask.CopyTo(frame.AsSpan(2 + extended));
        for (var i = 0; i < payload.Length; i++)
            frame[2 + extended + 4 + i] = (byte)(payload[i] ^ Mask[i & 3]);
        return frame;
    }

    /// <summary>Bytes that may be no frame at all.</summary>
    public ValueTask WriteRawAsync(ReadOnlyMemory<byte> bytes) => _stream.WriteAsync(bytes);

    /// <summary>The next frame of the server; null at the end of the stream.</summary>
    public async Task<(bool Final, int Opcode, byte[] Payload)?> ReadAsync()
    {
        var head = new byte[10];
        if (await _input.ReadAtLeastAsync(head.AsMemory(0, 2), 2, throwOnEndOfStream: false).ConfigureAwait(false) < 2)
            return null;
        var extended = (head[1] & 127) switch { 126 => 2, 127 => 8, _ => 0 };
        await _input.ReadExactlyAsync(head.AsMemory(2, extended)).ConfigureAwait(false);
        var length = extended switch
        {
            2 => BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(2)),
            8 => checked((int)BinaryPrimitives.ReadUInt64BigEndian(head.AsSpan(2))),
            _ => head[1] & 127,
        };
        var payload = new byte[length];
        await _input.ReadExactlyAsync(payload).ConfigureAwait(false);
        return (head[0] >= 0x80, head[0] & 15, payload);
    }

    /// <summary>Ends the connection with a reset, as a process that dies does.</summary>
    public void Abort() => _tcp.Client?.Close(0);

    public void Dispose()
    {
        _input.Dispose();
        _tcp.Dispose();
    }

    private async Task<string> ReadHeadAsync()
    {
        var head = new byte[MaxHead];
        for (var length = 0; length < MaxHead; length++)
        {
            if (await _input.ReadAsync(head.AsMemory(length, 1)).ConfigureAwait(false) == 0)
                break;
            if (head.AsSpan(0, length + 1).EndsWith("\r\n\r\n"u8))
                return Encoding.Latin1.GetString(head, 0, length - 3);
        }

        throw new EndOfStreamException("The connection ended before the response's head did.");
    }
}
