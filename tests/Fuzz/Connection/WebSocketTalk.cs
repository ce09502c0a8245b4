using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using SocketIoCompat.ContractTests.Replay;

namespace SocketIoCompat.Fuzz.Connection;

/// <summary>A websocket on which right and wrong things are sent.</summary>
internal sealed class WebSocketTalk : IDisposable
{
    private readonly WebSocketStream _stream;
    private readonly TimeSpan _patience;

    private WebSocketTalk(WebSocketStream stream, TimeSpan patience)
    {
        _stream = stream;
        _patience = patience;
    }

    /// <summary>The websocket; null when it is refused.</summary>
    public static async Task<WebSocketTalk?> OpenAsync(Uri server, string target, TimeSpan patience)
    {
        var stream = await WebSocketStream.ConnectAsync(server);
        var (status, _, _) = await stream.UpgradeAsync(server, target, []);
        if (status == 101)
            return new WebSocketTalk(stream, patience);
        stream.Dispose();
        return null;
    }

    /// <summary>What comes of a request for a websocket: the refusal, or the first thing that is said on it.</summary>
    public static async Task<string> TryAsync(Uri server, string target, TimeSpan patience)
    {
        using var stream = await WebSocketStream.ConnectAsync(server);
        try
        {
            var (status, _, body) = await stream.UpgradeAsync(server, target, []).WaitAsync(patience);
            if (status != 101)
                return $"{status} {Encoding.UTF8.GetString(body)}";
            using var talk = new WebSocketTalk(stream, patience);
            return $"101 {await talk.ReadAsync()}";
        }
        catch (Exception end) when (end is IOException or SocketException)
        {
            return "ended";
        }
        catch (TimeoutException)
        {
            return "silent";
        }
    }

    public Task SendAsync(int opcode, byte[] payload) => TryAsync(() => _stream.WriteAsync(opcode, payload));

    public Task SendRawAsync(byte[] bytes) => TryAsync(() => _stream.WriteRawAsync(bytes).AsTask());

    /// <summary>Everything up to the answer or the end; how it ended.</summary>
    public async Task<string> FenceAsync(List<string> said)
    {
        await SendAsync(1, Encoding.UTF8.GetBytes(Fence.Question));
        for (var answers = 0; ;)
        {
            var message = await ReadAsync();
            if (message == Fence.Answer && ++answers == Fence.Questions)
                return "alive";
            if (message == Fence.Answer)
            {
                await SendAsync(1, Encoding.UTF8.GetBytes(Fence.Question));
                continue;
            }

            if (message is "silent" or "ended" || message.StartsWith("closed", StringComparison.Ordinal))
                return message;
            said.Add(message);
        }
    }

    /// <summary>The next message; <c>closed CODE</c>, <c>ended</c> or <c>silent</c> when there is none.</summary>
    public async Task<string> ReadAsync(TimeSpan? limit = null)
    {
        try
        {
            if (await _stream.ReadAsync().WaitAsync(limit ?? _patience) is not var (_, opcode, payload))
                return "ended";
            return opcode switch
            {
                1 => Encoding.UTF8.GetString(payload) is var text && text == Fence.Answer ? text : Fence.Normalise(text),
                2 => "binary " + Convert.ToHexStringLower(payload),
                8 => "closed " + (payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(payload) : 1005),
                _ => $"frame {opcode} {Convert.ToHexStringLower(payload)}",
            };
        }
        catch (Exception end) when (end is IOException or ObjectDisposedException)
        {
            return "ended";
        }
        catch (TimeoutException)
        {
            return "silent";
        }
    }

    public void Dispose() => _stream.Dispose();

    // Nobody listens any more: that shows in what is read.
    private static async Task TryAsync(Func<Task> send)
    {
        try
        {
            await send();
        }
        catch (Exception end) when (end is IOException or ObjectDisposedException)
        {
        }
    }
}
