using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SocketIoCompat.Namespaces;

namespace SocketIoCompat;

/// <summary>Configures one Socket.IO server.</summary>
public sealed class SocketIOBuilder
{
    internal SocketIOBuilder(IServiceCollection services, string name, List<NamespaceDefinition> definitions)
    {
        Services = services;
        Name = name;
        Definitions = definitions;
    }

    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The server's name, empty for the one without.</summary>
    public string Name { get; }

    internal List<NamespaceDefinition> Definitions { get; }

    /// <summary>Adds a class with <see cref="OnAttribute"/> methods to the namespace <c>/</c>.</summary>
    /// <typeparam name="T">The class; it is built by dependency injection.</typeparam>
    /// <param name="lifetime">Singleton, the default, for one instance; anything else for one in a scope of each event.</param>
    public SocketIOBuilder AddHandlers<[DynamicallyAccessedMembers(NamespaceBuilder.HandlerMembers)] T>(ServiceLifetime lifetime = ServiceLifetime.Singleton)
        where T : class => AddNamespace("/", nsp => nsp.AddHandlers<T>(lifetime));

    /// <summary>Adds a namespace, or adds to one.</summary>
    /// <param name="name">The name, with or without its leading slash.</param>
    /// <param name="configure">Handlers, middlewares and authorization.</param>
    public SocketIOBuilder AddNamespace(string name, Action<NamespaceBuilder>? configure = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name[0] != '/')
            name = "/" + name;
        var definition = Definitions.Find(known => known.Name == name);
        if (definition is null)
            Definitions.Add(definition = new NamespaceDefinition(name));
        configure?.Invoke(new NamespaceBuilder(Services, definition));
        return this;
    }
}
