using System.Net;
using System.Net.Sockets;
using NetworkSocket = System.Net.Sockets.Socket;

namespace SocketIoCompat.ConformanceHost;

/// <summary>Binds 127.0.0.1 and [::1] to one port, also when that is 0: the second takes the port that the first was given.</summary>
internal sealed class LoopbackSockets(int port)
{
    public static bool HasIPv6 { get; } = CanBindIPv6();

    public int Port { get; private set; } = port;

    public NetworkSocket Bind(EndPoint endpoint)
    {
        var address = ((IPEndPoint)endpoint).Address;
        var socket = new NetworkSocket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, Port));
        Port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        return socket;
    }

    private static bool CanBindIPv6()
    {
        if (!NetworkSocket.OSSupportsIPv6)
            return false;
        try
        {
            using var socket = new NetworkSocket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false; // a machine whose loopback has no IPv6 address
        }
    }
}
