using SocketIoCompat.Events;

namespace SocketIoCompat.Namespaces;

/// <summary>What <see cref="NamespaceBuilder"/> collected for one namespace before the server existed.</summary>
internal sealed class NamespaceDefinition(string name)
{
    public string Name { get; } = name;

    public List<HandlerRegistration> Handlers { get; } = [];

    public List<Func<ConnectContext, ConnectDelegate, Task>> Middlewares { get; } = [];

    public List<BoundHandler> ConnectionHandlers { get; } = [];
}
