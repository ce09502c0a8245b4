using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SocketIoCompat.Adapters;
using SocketIoCompat.Admin;
using SocketIoCompat.Auth;
using SocketIoCompat.Diagnostics;
using SocketIoCompat.Hosting;
using SocketIoCompat.Namespaces;

namespace SocketIoCompat;

/// <summary>Adds Socket.IO servers to an application.</summary>
public static class SocketIOServiceCollectionExtensions
{
    /// <summary>Adds a Socket.IO server. <see cref="ISocketIO"/> becomes injectable.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets options.</param>
    public static SocketIOBuilder AddSocketIO(this IServiceCollection services, Action<SocketIOOptions>? configure = null) =>
        services.AddSocketIO(Options.DefaultName, configure);

    /// <summary>Adds a Socket.IO server of its own name, path, options and namespaces, injectable by that key.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="name">The name.</param>
    /// <param name="configure">Sets options.</param>
    public static SocketIOBuilder AddSocketIO(this IServiceCollection services, string name, Action<SocketIOOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        services.AddMetrics();
        services.AddLogging();
        services.TryAddSingleton<SocketIOMetrics>();
        services.TryAddSingleton<ISocketAuthenticator, SchemeSocketAuthenticator>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SocketIOOptions>, SocketIOOptionsValidator>());
        var options = services.AddOptions<SocketIOOptions>(name).ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);
        return new SocketIOBuilder(services, name, GetDefinitions(services, name));
    }

    private static List<NamespaceDefinition> GetDefinitions(IServiceCollection services, string name)
    {
        foreach (var descriptor in services)
        {
            if (descriptor.IsKeyedService && Equals(descriptor.ServiceKey, name) && descriptor.KeyedImplementationInstance is List<NamespaceDefinition> known)
                return known;
        }

        var definitions = new List<NamespaceDefinition>();
        services.AddKeyedSingleton(name, definitions);
        services.AddKeyedSingleton(name, (provider, _) =>
        {
            var server = new SocketIOServer(
                provider.GetRequiredService<IOptionsMonitor<SocketIOOptions>>().Get(name),
                definitions,
                provider,
                provider.GetKeyedService<ISocketAdapterFactory>(name));
            provider.GetKeyedService<AdminServer>(name)?.Attach(server);
            return server;
        });
        services.AddKeyedSingleton<ISocketIO>(name, static (provider, key) => provider.GetRequiredKeyedService<SocketIOServer>(key));
        if (name == Options.DefaultName)
            services.AddSingleton<ISocketIO>(static provider => provider.GetRequiredKeyedService<SocketIOServer>(Options.DefaultName));
        services.AddSingleton<IHostedService>(provider => new ServerLifetime(provider.GetRequiredKeyedService<SocketIOServer>(name)));
        return definitions;
    }
}
