namespace SocketIoCompat.Events;

/// <summary>
/// What was registered on one socket in code: <c>On</c>, <c>OnAny</c>, <c>Use</c> and so on. Lists are replaced, never changed,
/// so that a listener may add and remove listeners while an event is on its way.
/// </summary>
internal sealed class Listeners
{
    private readonly Dictionary<string, Listener[]> _events = new(Utf8NameComparer.Instance);

    public Action<string, RawValue[]>[] Any { get; private set; } = [];

    public Action<string, RawValue[]>[] AnyOutgoing { get; private set; } = [];

    public Func<EventContext, Func<Task>, Task>[] Middlewares { get; private set; } = [];

    public Action<Exception>[] Errors { get; private set; } = [];

    public Listener[] Find(ReadOnlySpan<byte> name)
    {
        lock (_events)
            return _events.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out var listeners) ? listeners : [];
    }

    public void Add(string name, Listener listener)
    {
        lock (_events)
            _events[name] = [.. _events.GetValueOrDefault(name, []), listener];
    }

    /// <summary>Removes the first listener of this handler, or all when it is null.</summary>
    public void Remove(string name, Delegate? handler)
    {
        lock (_events)
        {
            var rest = handler is null ? [] : Without(_events.GetValueOrDefault(name, []), listener => listener.Handler.Equals(handler));
            if (rest.Length == 0)
                _events.Remove(name);
            else
                _events[name] = rest;
        }
    }

    /// <summary>Removes this very listener, whatever else has the same handler.</summary>
    public void Remove(string name, Listener listener)
    {
        lock (_events)
        {
            var rest = Without(_events.GetValueOrDefault(name, []), known => ReferenceEquals(known, listener));
            if (rest.Length == 0)
                _events.Remove(name);
            else
                _events[name] = rest;
        }
    }

    public void AddAny(Action<string, RawValue[]> listener, bool first)
    {
        lock (_events)
            Any = first ? [listener, .. Any] : [.. Any, listener];
    }

    public void RemoveAny(Action<string, RawValue[]>? listener)
    {
        lock (_events)
            Any = listener is null ? [] : Without(Any, other => other == listener);
    }

    public void AddAnyOutgoing(Action<string, RawValue[]> listener, bool first)
    {
        lock (_events)
            AnyOutgoing = first ? [listener, .. AnyOutgoing] : [.. AnyOutgoing, listener];
    }

    public void RemoveAnyOutgoing(Action<string, RawValue[]>? listener)
    {
        lock (_events)
            AnyOutgoing = listener is null ? [] : Without(AnyOutgoing, other => other == listener);
    }

    public void AddMiddleware(Func<EventContext, Func<Task>, Task> middleware)
    {
        lock (_events)
            Middlewares = [.. Middlewares, middleware];
    }

    public void AddError(Action<Exception> listener)
    {
        lock (_events)
            Errors = [.. Errors, listener];
    }

    private static T[] Without<T>(T[] items, Predicate<T> match)
    {
        var at = Array.FindIndex(items, match);
        return at < 0 ? items : [.. items[..at], .. items[(at + 1)..]];
    }
}

/// <summary>One listener of an event. As in Node, the next event does not wait for its task.</summary>
internal sealed record Listener(Delegate Handler, EventDescriptor Descriptor, bool Once);
