using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
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

    /// <summary>Adds namespaces by pattern: a client that asks for a name that matches gets a namespace of that name.</summary>
    /// <param name="pattern">Matched against the name, leading slash included; anchor it.</param>
    /// <param name="configure">Handlers, middlewares and authorization of each of them.</param>
    public SocketIOBuilder AddNamespace(Regex pattern, Action<NamespaceBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        var definition = new NamespaceDefinition(pattern.ToString()) { Allows = (name, _) => ValueTask.FromResult(pattern.IsMatch(name)) };
        Definitions.Add(definition);
        configure?.Invoke(new NamespaceBuilder(Services, definition));
        return this;
    }

    /// <summary>Adds a namespace, or adds to one.</summary>
    /// <param name="name">The name, with or without its leading slash.</param>
    /// <param name="configure">Handlers, middlewares and authorization.</param>
    public SocketIOBuilder AddNamespace(string name, Action<NamespaceBuilder>? configure = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name[0] != '/')
            name = "/" + name;
        var definition = Definitions.Find(known => known.Allows is null && known.Name == name);
        if (definition is null)
            Definitions.Add(definition = new NamespaceDefinition(name));
        configure?.Invoke(new NamespaceBuilder(Services, definition));
        return this;
    }
}
