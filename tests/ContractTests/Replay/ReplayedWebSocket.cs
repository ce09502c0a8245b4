using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace SocketIoCompat.ContractTests.Replay;

/// <summary>A websocket opened as the recorded client opened it; all that the server says waits here to be read.</summary>
internal sealed class ReplayedWebSocket : IDisposable
{
    private const int Continuation = 0, TextFrame = 1, BinaryFrame = 2, CloseFrame = 8, PingFrame = 9, PongFrame = 10, NoCode = 1005;

    private readonly Channel<(StreamItem Item, long Arrived)> _said = Channel.CreateUnbounded<(StreamItem, long)>();
    private WebSocketStream? _stream;

    private ReplayedWebSocket(Uri server, RecordedMessage recorded, IdentityMap identities)
    {
        var headers = recorded.Headers.Keys.Select(name => (name, identities.Translate(recorded.Header(name)!))).ToList();
        Answer = OpenAsync(server, identities.Translate(recorded.Request!.Split(' ', 2)[1]), headers);
    }

    /// <summary>The answer to the upgrade request; null when the connection ended without one.</summary>
    public Task<ReplayedAnswer?> Answer { get; }

    public static ReplayedWebSocket Start(Uri server, RecordedMessage recorded, IdentityMap identities) => new(server, recorded, identities);

    public Task SendAsync(string text) => WriteAsync(TextFrame, Encoding.UTF8.GetBytes(text));

    public Task SendAsync(byte[] data) => WriteAsync(BinaryFrame, data);

    public Task CloseAsync(int code, string? reason)
    {
        if (code == NoCode)
            return WriteAsync(CloseFrame, []);
        var payload = new byte[2 + Encoding.UTF8.GetByteCount(reason ?? "")];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)code);
        Encoding.UTF8.GetBytes(reason ?? "", payload.AsSpan(2));
        return WriteAsync(CloseFrame, payload);
    }

    public void Abort() => _stream?.Abort();

    /// <summary>What the server says next; null when it is silent for so long.</summary>
    public async Task<(StreamItem Item, long Arrived)?> ReadAsync(TimeSpan patience)
    {
        using var late = new CancellationTokenSource(patience);
        try
        {
            return await _said.Reader.ReadAsync(late.Token).ConfigureAwait(false);
        }
        catch (Exception end) when (end is OperationCanceledException or ChannelClosedException)
        {
            return null;
        }
    }

    public void Dispose() => _stream?.Dispose();

    // A server that has ended the connection too early shows in what it said, which is compared next.
    private async Task WriteAsync(int opcode, byte[] payload)
    {
        try
        {
            await _stream!.WriteAsync(opcode, payload).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
        }
    }

    private async Task<ReplayedAnswer?> OpenAsync(Uri server, string target, List<(string Name, string Value)> headers)
    {
        try
        {
            _stream = await WebSocketStream.ConnectAsync(server).ConfigureAwait(false);
            var (status, answer, body) = await _stream.UpgradeAsync(server, target, headers).ConfigureAwait(false);
            if (status == 101)
                _ = ListenAsync(_stream);
            return new ReplayedAnswer(status, answer, body, Stopwatch.GetTimestamp());
        }
        catch (Exception end) when (end is IOException or SocketException or ObjectDisposedException)
        {
            return null;
        }
    }

    private async Task ListenAsync(WebSocketStream stream)
    {
        using var message = new MemoryStream();
        var opcode = 0;
        StreamItem? item = null;
        while (item is not StreamClose)
        {
            var (final, kind, payload) = await ReadFrameAsync(stream).ConfigureAwait(false);
            if (kind == PingFrame)
                await WriteAsync(PongFrame, payload).ConfigureAwait(false);
            if (kind == CloseFrame)
                item = new StreamClose(payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(payload) : final ? NoCode : null);
            if (kind < CloseFrame)
            {
                opcode = kind == Continuation ? opcode : kind;
                message.Write(payload);
                if (!final)
                    continue;
                item = opcode == TextFrame ? new StreamText(Encoding.UTF8.GetString(message.GetBuffer(), 0, (int)message.Length)) : new StreamBinary(message.ToArray());
                message.SetLength(0);
            }

            if (item is not null)
                _said.Writer.TryWrite((item, Stopwatch.GetTimestamp()));
            item = item is StreamClose ? item : null;
        }

        _said.Writer.Complete();
    }

    /// <summary>The next frame; the end of the stream reads as an unfinished close frame, which no server can send.</summary>
    private static async Task<(bool Final, int Opcode, byte[] Payload)> ReadFrameAsync(WebSocketStream stream)
    {
        try
        {
            return await stream.ReadAsync().ConfigureAwait(false) ?? (false, CloseFrame, []);
        }
        catch (Exception end) when (end is IOException or ObjectDisposedException)
        {
            return (false, CloseFrame, []);
        }
    }
}
