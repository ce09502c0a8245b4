using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SocketIoCompat.Admin;

namespace SocketIoCompat;

/// <summary>Adds the operator's view to a Socket.IO server.</summary>
public static class SocketIOBuilderAdminExtensions
{
    /// <summary>
    /// Serves the protocol of <c>@socket.io/admin-ui</c> on <c>/admin</c> (Socket.IO: <c>instrument</c>), and on <c>/status</c> what the
    /// server is doing, once a second while somebody looks. Both take the credential of the options and nobody else.
    /// </summary>
    /// <param name="builder">The server.</param>
    /// <param name="configure">Sets at least the credential.</param>
    public static SocketIOBuilder AddAdmin(this SocketIOBuilder builder, Action<AdminOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var name = builder.Name;
        builder.Services.AddOptions<AdminOptions>(name).Configure(configure).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AdminOptions>, AdminOptionsValidator>());
        builder.Services.TryAddKeyedSingleton(name, (provider, _) =>
            new AdminServer(provider.GetRequiredService<IOptionsMonitor<AdminOptions>>().Get(name)));
        return builder;
    }
}
