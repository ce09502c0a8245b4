using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace SocketIoCompat.Engine.DirectSends;

/// <summary>Gives each connection of a listener its <see cref="DirectConnection"/>.</summary>
internal sealed class DirectListener(IConnectionListener inner) : IConnectionListener
{
    public EndPoint EndPoint => inner.EndPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        var connection = await inner.AcceptAsync(cancellationToken);
        return connection?.Features.Get<IConnectionSocketFeature>() is { Socket: { SocketType: SocketType.Stream } socket }
            ? Wrap(connection, socket)
            : connection;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => inner.UnbindAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private static ConnectionContext Wrap(ConnectionContext connection, System.Net.Sockets.Socket socket)
    {
        try
        {
            return new DirectConnection(connection, socket);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The client is gone already. Kestrel finds out; an exception here would end its accepting.
            return connection;
        }
    }
}
