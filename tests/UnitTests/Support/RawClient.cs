using System.Net.WebSockets;
using System.Text;

namespace SocketIoCompat.UnitTests.Support;

/// <summary>A websocket that speaks packets as texts, so that tests see what is on the wire. Pings are answered.</summary>
internal sealed class RawClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[1 << 20];

    public string SocketId { get; set; } = string.Empty;

    public string Pid { get; set; } = string.Empty;

    public static async Task<RawClient> OpenAsync(Uri uri, string? cookie = null)
    {
        var client = new RawClient();
        if (cookie is not null)
            client._socket.Options.SetRequestHeader("Cookie", cookie);
        using var patience = new CancellationTokenSource(Patience);
        await client._socket.ConnectAsync(uri, patience.Token);
        return client;
    }

    public Task SendAsync(string packet) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(packet), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    public Task SendBinaryAsync(byte[] data) =>
        _socket.SendAsync(data, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);

    /// <summary>The next packet; binary as <c>b</c> and hexadecimal digits, the end as <c>closed</c>.</summary>
    public async Task<string> ReceiveAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult result;
            do
            {
                try
                {
                    result = await _socket.ReceiveAsync(_buffer.AsMemory(length), patience.Token);
                }
                catch (WebSocketException)
                {
                    return "closed";
                }

                length += result.Count;
            }
            while (!result.EndOfMessage);
            if (result.MessageType == WebSocketMessageType.Close)
                return "closed";
            if (result.MessageType == WebSocketMessageType.Binary)
                return "b" + Convert.ToHexString(_buffer.AsSpan(0, length));
            var text = Encoding.UTF8.GetString(_buffer, 0, length);
            if (text == "2")
                await SendAsync("3");
            else
                return text;
        }
    }

    /// <summary>Cuts the connection without a word.</summary>
    public void Abort() => _socket.Abort();

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return default;
    }
}
