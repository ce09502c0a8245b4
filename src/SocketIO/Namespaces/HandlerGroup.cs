using SocketIoCompat.Events;

namespace SocketIoCompat.Namespaces;

/// <summary>What <see cref="HandlerGroupBuilder"/> collected for one group before the server existed.</summary>
internal sealed class HandlerGroupDefinition(string name)
{
    public string Name { get; } = name;

    public List<HandlerRegistration> Handlers { get; } = [];

    public List<Func<ConnectContext, ConnectDelegate, Task>> Middlewares { get; } = [];

    public List<BoundHandler> ConnectionHandlers { get; } = [];
}

/// <summary>The handlers and middlewares of those sockets of a namespace that a middleware put into the group.</summary>
internal sealed class HandlerGroup(HandlerGroupDefinition definition, SocketIOServer server)
{
    public string Name { get; } = definition.Name;

    public EventDispatcher Dispatcher { get; } =
        new(new EventTable(definition.Handlers, server.Services, server.Options.ConcurrentHandlers), server);

    public Func<ConnectContext, ConnectDelegate, Task>[] Middlewares { get; } = [.. definition.Middlewares];

    public BoundHandler[] ConnectionHandlers { get; } = [.. definition.ConnectionHandlers];
}
