using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace SocketIoCompat.Engine.DirectSends;

/// <summary>Kestrel's socket transport, with direct sends.</summary>
internal sealed class DirectTransportFactory(SocketTransportFactory sockets) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    public bool CanBind(EndPoint endpoint) => sockets.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new DirectListener(await sockets.BindAsync(endpoint, cancellationToken));
}
