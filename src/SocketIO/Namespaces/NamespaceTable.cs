using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using SocketIoCompat.Events;

namespace SocketIoCompat.Namespaces;

/// <summary>The namespaces of one server, looked up on the name's UTF-8 bytes.</summary>
internal sealed class NamespaceTable
{
    private readonly SocketIOServer _server;
    private readonly ConcurrentDictionary<string, Namespace> _namespaces = new(Utf8NameComparer.Instance);
    private readonly ConcurrentDictionary<string, Namespace>.AlternateLookup<ReadOnlySpan<byte>> _byBytes;

    public NamespaceTable(SocketIOServer server)
    {
        _server = server;
        _byBytes = _namespaces.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    private readonly ConcurrentQueue<ParentNamespace> _parents = new();

    public IEnumerable<Namespace> All => _namespaces.Values;

    public bool TryFind(ReadOnlySpan<byte> name, [NotNullWhen(true)] out Namespace? found) => _byBytes.TryGetValue(name, out found);

    /// <summary>The namespace of this name, made when there is none. A missing leading slash is added.</summary>
    public Namespace GetOrAdd(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name[0] != '/')
            name = "/" + name;
        return _namespaces.TryGetValue(name, out var known) ? known : Add(new Namespace(_server, name, new NamespaceDefinition(name)));
    }

    public bool HasParents => !_parents.IsEmpty;

    /// <summary>The child of the first parent, in the order of registration, that allows the name; null when none does.</summary>
    public async ValueTask<Namespace?> CreateChildAsync(string name, Handshake handshake)
    {
        foreach (var parent in _parents)
        {
            if (await parent.Allows(name, handshake))
                return _parents.Sum(static known => known.ChildCount) < _server.Options.MaxChildNamespaces ? Add(parent.CreateChild(name)) : null;
        }

        return null;
    }

    public ParentNamespace AddParent(NamespaceDefinition definition, Func<string, Handshake, ValueTask<bool>> allows)
    {
        var parent = new ParentNamespace(_server, definition, allows);
        _parents.Enqueue(parent);
        return parent;
    }

    public void Remove(Namespace nsp) => _namespaces.TryRemove(KeyValuePair.Create(nsp.Name, nsp));

    private Namespace Add(Namespace made)
    {
        var current = _namespaces.GetOrAdd(made.Name, made);
        if (current == made)
            _server.OnNamespaceCreated(made);
        return current;
    }

    public void Add(NamespaceDefinition definition) => _namespaces[definition.Name] = new Namespace(_server, definition.Name, definition);
}
