using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using SocketIoCompat.Engine.DirectSends;

namespace SocketIoCompat;

/// <summary>Changes how Kestrel sends.</summary>
public static class DirectSendsWebHostBuilderExtensions
{
    /// <summary>
    /// Lets Kestrel's socket transport send on the thread that writes, instead of handing each write to another one: less CPU and
    /// less waiting where many small packets leave. Holds for all connections of the host, encrypted ones too; call it after
    /// <c>UseSockets</c>. Tested on Linux.
    /// </summary>
    /// <param name="builder">The host's builder.</param>
    public static IWebHostBuilder UseDirectSends(this IWebHostBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ConfigureServices(static services => services.AddSingleton<IConnectionListenerFactory>(
            static provider => new DirectTransportFactory(ActivatorUtilities.CreateInstance<SocketTransportFactory>(provider))));
    }
}
