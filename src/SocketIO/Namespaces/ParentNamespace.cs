using System.Collections.Concurrent;
using SocketIoCompat.Events;
using SocketIoCompat.Namespaces;

namespace SocketIoCompat;

/// <summary>
/// A rule for names: each client that asks for one that fits gets a namespace of that name, a child, which has the parent's
/// middlewares and handlers.
/// </summary>
public sealed class ParentNamespace : IEmitter
{
    private readonly ConcurrentDictionary<string, Namespace> _children = new(StringComparer.Ordinal);
    private readonly SocketIOServer _server;
    private readonly NamespaceDefinition _definition;

    internal ParentNamespace(SocketIOServer server, NamespaceDefinition definition, Func<string, Handshake, ValueTask<bool>> allows)
    {
        _server = server;
        _definition = definition;
        Allows = allows;
    }

    /// <summary>The children that exist now.</summary>
    public IReadOnlyCollection<Namespace> Children => [.. _children.Values];

    internal int ChildCount => _children.Count;

    internal Func<string, Handshake, ValueTask<bool>> Allows { get; }

    /// <summary>Adds a middleware to the children made from now on.</summary>
    /// <param name="middleware">Awaits its second argument to let the client pass.</param>
    public ParentNamespace Use(Func<ConnectContext, ConnectDelegate, Task> middleware)
    {
        lock (_definition)
            _definition.Middlewares.Add(middleware);
        return this;
    }

    /// <summary>Listens to <c>connection</c> in the children made from now on.</summary>
    /// <param name="name"><c>connection</c> or <c>connect</c>.</param>
    /// <param name="handler">May take the socket.</param>
    /// <exception cref="ArgumentException">Another name, or a handler that cannot be bound.</exception>
    public void On(string name, Delegate handler)
    {
        ReservedEvents.ThrowUnlessConnection(name);
        lock (_definition)
            _definition.ConnectionHandlers.Add(BoundHandler.Of(handler));
    }

    /// <summary>Emits to every socket of every child.</summary>
    /// <inheritdoc/>
    public async ValueTask EmitAsync<TArguments>(string name, TArguments arguments)
        where TArguments : IEventArguments
    {
        foreach (var child in _children.Values)
            await child.EmitAsync(name, arguments);
    }

    internal Namespace CreateChild(string name)
    {
        lock (_definition)
            return _children.GetOrAdd(name, static (name, parent) => new Namespace(parent._server, name, parent._definition, parent), this);
    }

    internal void Remove(Namespace child) => _children.TryRemove(KeyValuePair.Create(child.Name, child));
}
