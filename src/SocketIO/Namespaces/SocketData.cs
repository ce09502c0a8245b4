using System.Collections.Concurrent;

namespace SocketIoCompat;

/// <summary>
/// What handlers keep about a client. Typed items stay on this server; named values are JSON and travel with
/// <c>FetchSocketsAsync</c> in a cluster.
/// </summary>
public sealed class SocketData
{
    private readonly ConcurrentDictionary<Type, object> _items = new();
    private readonly Lock _lock = new();

    // Replaced, never changed, so that it can be read while others set; in the order of setting, as an object in JavaScript.
    private OrderedDictionary<string, object?> _values = new(StringComparer.Ordinal);

    /// <summary>Told of the name of each value that is set; null for nobody.</summary>
    internal Action<string>? Changed { get; set; }

    /// <summary>The named values.</summary>
    public IReadOnlyDictionary<string, object?> Values => _values;

    /// <summary>A named value; null when there is none.</summary>
    /// <param name="name">Its name.</param>
    public object? this[string name]
    {
        get => _values.GetValueOrDefault(name);
        set
        {
            lock (_lock)
                _values = new OrderedDictionary<string, object?>(_values, StringComparer.Ordinal) { [name] = value };
            Changed?.Invoke(name);
        }
    }

    /// <summary>The item of this type, or null.</summary>
    /// <typeparam name="T">The item's type.</typeparam>
    public T? Get<T>()
        where T : class => (T?)_items.GetValueOrDefault(typeof(T));

    /// <summary>The item of this type.</summary>
    /// <typeparam name="T">The item's type.</typeparam>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public T Require<T>()
        where T : class => Get<T>() ?? throw new InvalidOperationException($"The socket has no {typeof(T).Name}.");

    /// <summary>Keeps an item, in place of one of the same type.</summary>
    /// <typeparam name="T">The item's type.</typeparam>
    /// <param name="item">The item.</param>
    public void Set<T>(T item)
        where T : class => _items[typeof(T)] = item;

    /// <summary>Forgets the item of this type and returns it.</summary>
    /// <typeparam name="T">The item's type.</typeparam>
    public T? Remove<T>()
        where T : class => _items.TryRemove(typeof(T), out var item) ? (T)item : null;
}
