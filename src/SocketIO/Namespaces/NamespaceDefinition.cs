using SocketIoCompat.Auth;
using SocketIoCompat.Events;

namespace SocketIoCompat.Namespaces;

/// <summary>What <see cref="NamespaceBuilder"/> collected for one namespace before the server existed.</summary>
internal sealed class NamespaceDefinition(string name)
{
    public string Name { get; } = name;

    /// <summary>For namespaces by pattern or predicate: whether a name fits.</summary>
    public Func<string, Handshake, ValueTask<bool>>? Allows { get; init; }

    public List<HandlerRegistration> Handlers { get; } = [];

    public List<NamespaceAuthorization> Authorizations { get; } = [];

    public List<Func<ConnectContext, ConnectDelegate, Task>> Middlewares { get; } = [];

    public List<BoundHandler> ConnectionHandlers { get; } = [];

    public List<HandlerGroupDefinition> Groups { get; } = [];
}
