using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SocketIoCompat.Events;
using SocketIoCompat.Namespaces;

namespace SocketIoCompat;

/// <summary>Configures a handler group: the handlers and middlewares of some of a namespace's clients.</summary>
public sealed class HandlerGroupBuilder
{
    private readonly HandlerGroupDefinition _definition;

    internal HandlerGroupBuilder(IServiceCollection services, HandlerGroupDefinition definition)
    {
        Services = services;
        _definition = definition;
    }

    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The group's name.</summary>
    public string Name => _definition.Name;

    /// <summary>Adds a class with <see cref="OnAttribute"/> methods, for the group's clients only.</summary>
    /// <typeparam name="T">The class; it is built by dependency injection.</typeparam>
    /// <param name="lifetime">Singleton, the default, for one instance; anything else for one in a scope of each event.</param>
    public HandlerGroupBuilder AddHandlers<[DynamicallyAccessedMembers(NamespaceBuilder.HandlerMembers)] T>(ServiceLifetime lifetime = ServiceLifetime.Singleton)
        where T : class
    {
        Services.TryAdd(new ServiceDescriptor(typeof(T), typeof(T), lifetime));
        _definition.Handlers.Add(new HandlerRegistration(typeof(T), lifetime));
        return this;
    }

    /// <summary>Adds a middleware that the group's clients pass, after those of the namespace, before they are connected.</summary>
    /// <param name="middleware">Awaits its second argument to let the client pass; throws <see cref="ConnectRefusedException"/> to refuse it.</param>
    public HandlerGroupBuilder Use(Func<ConnectContext, ConnectDelegate, Task> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        _definition.Middlewares.Add(middleware);
        return this;
    }

    /// <summary>Called for each client of the group that has connected. No event of the socket is handled before the task has ended.</summary>
    /// <param name="handler">Takes the socket.</param>
    public HandlerGroupBuilder OnConnection(Func<Socket, Task> handler)
    {
        _definition.ConnectionHandlers.Add(BoundHandler.Of(handler));
        return this;
    }
}
