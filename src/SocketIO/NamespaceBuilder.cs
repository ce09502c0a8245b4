using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SocketIoCompat.Auth;
using SocketIoCompat.Events;
using SocketIoCompat.Namespaces;

namespace SocketIoCompat;

/// <summary>Configures one namespace.</summary>
public sealed class NamespaceBuilder
{
    internal const DynamicallyAccessedMemberTypes HandlerMembers =
        DynamicallyAccessedMemberTypes.PublicMethods | DynamicallyAccessedMemberTypes.PublicConstructors;

    private readonly NamespaceDefinition _definition;

    internal NamespaceBuilder(IServiceCollection services, NamespaceDefinition definition)
    {
        Services = services;
        _definition = definition;
    }

    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The namespace's name.</summary>
    public string Name => _definition.Name;

    /// <summary>Adds a class with <see cref="OnAttribute"/> methods.</summary>
    /// <typeparam name="T">The class; it is built by dependency injection.</typeparam>
    /// <param name="lifetime">Singleton, the default, for one instance; anything else for one in a scope of each event.</param>
    public NamespaceBuilder AddHandlers<[DynamicallyAccessedMembers(HandlerMembers)] T>(ServiceLifetime lifetime = ServiceLifetime.Singleton)
        where T : class
    {
        Services.TryAdd(new ServiceDescriptor(typeof(T), typeof(T), lifetime));
        _definition.Handlers.Add(new HandlerRegistration(typeof(T), lifetime));
        return this;
    }

    /// <summary>Adds a middleware that every client passes before it is connected.</summary>
    /// <param name="middleware">Awaits its second argument to let the client pass; throws <see cref="ConnectRefusedException"/> to refuse it.</param>
    public NamespaceBuilder Use(Func<ConnectContext, ConnectDelegate, Task> middleware)
    {
        _definition.Middlewares.Add(middleware);
        return this;
    }

    /// <summary>
    /// Adds a handler group, or adds to one: applications that share a namespace each get their own clients. A middleware of the
    /// namespace puts a client into the group with <see cref="ConnectContext.UseHandlerGroup"/>; from then on only the group's handlers
    /// see it, and those of the namespace itself serve the clients that are in no group. Rooms are shared by all.
    /// </summary>
    /// <param name="name">The group's name.</param>
    /// <param name="configure">The group's handlers and middlewares.</param>
    public NamespaceBuilder AddHandlerGroup(string name, Action<HandlerGroupBuilder> configure)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(configure);
        var group = _definition.Groups.Find(known => known.Name == name);
        if (group is null)
            _definition.Groups.Add(group = new HandlerGroupDefinition(name));
        configure(new HandlerGroupBuilder(Services, group));
        return this;
    }

    /// <summary>
    /// Lets in only clients that <see cref="ISocketAuthenticator"/> knows by the policy's schemes, or the default one, and that the
    /// policy allows; others get a CONNECT_ERROR <c>Unauthorized</c> or <c>Forbidden</c>. It is asked before the middlewares, and of
    /// clients that recover their session too.
    /// </summary>
    /// <param name="policy">The name of an authorization policy; null for the default policy.</param>
    public NamespaceBuilder RequireAuthorization(string? policy = null)
    {
        _definition.Authorizations.Add(new NamespaceAuthorization(policy));
        return this;
    }

    /// <summary>Called for each client that has connected. No event of the socket is handled before the task has ended.</summary>
    /// <param name="handler">Takes the socket.</param>
    public NamespaceBuilder OnConnection(Func<Socket, Task> handler)
    {
        _definition.ConnectionHandlers.Add(BoundHandler.Of(handler));
        return this;
    }
}
