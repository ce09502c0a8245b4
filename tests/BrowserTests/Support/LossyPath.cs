using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace SocketIoCompat.BrowserTests.Support;

/// <summary>Passes UDP packets on to a port of this machine, and the answers back, except for those it loses.</summary>
internal sealed class LossyPath : IDisposable
{
    private const int LargestPacket = 65_536;

    private readonly Socket _front = Bound();
    private readonly ConcurrentDictionary<SocketAddress, Socket> _clients = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly IPEndPoint _target;
    private volatile int _lossPercent;

    public LossyPath(int targetPort)
    {
        _target = new IPEndPoint(IPAddress.Loopback, targetPort);
        _ = ForwardAsync();
    }

    public int Port => ((IPEndPoint)_front.LocalEndPoint!).Port;

    /// <summary>How many of a hundred packets are lost, in each direction.</summary>
    public int LossPercent
    {
        set => _lossPercent = value;
    }

    public void Dispose()
    {
        _ended.Cancel();
        _front.Dispose();
        foreach (var client in _clients.Values)
            client.Dispose();
        _ended.Dispose();
    }

    private bool Loses => Random.Shared.Next(100) < _lossPercent;

    private async Task ForwardAsync()
    {
        var packet = new byte[LargestPacket];
        var from = new SocketAddress(AddressFamily.InterNetwork);
        await UntilEndedAsync(async () =>
        {
            var length = await _front.ReceiveFromAsync(packet, SocketFlags.None, from, _ended.Token);
            if (!_clients.TryGetValue(from, out var client))
            {
                client = Bound();
                await client.ConnectAsync(_target, _ended.Token);
                var address = new SocketAddress(AddressFamily.InterNetwork);
                from.Buffer.CopyTo(address.Buffer);
                _clients[address] = client;
                _ = ReturnAsync(client, address);
            }

            if (!Loses)
                await client.SendAsync(packet.AsMemory(0, length), _ended.Token);
        });
    }

    private async Task ReturnAsync(Socket client, SocketAddress to)
    {
        var packet = new byte[LargestPacket];
        await UntilEndedAsync(async () =>
        {
            var length = await client.ReceiveAsync(packet, _ended.Token);
            if (!Loses)
                await _front.SendToAsync(packet.AsMemory(0, length), SocketFlags.None, to, _ended.Token);
        });
    }

    /// <summary>A packet that nobody takes, as while the relay is away, is lost like others.</summary>
    private async Task UntilEndedAsync(Func<Task> once)
    {
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                await once();
            }
            catch (SocketException)
            {
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }
}
