using Microsoft.Extensions.DependencyInjection;
using SocketIoCompat.Namespaces;

namespace SocketIoCompat.Events;

/// <summary>The [On] methods of one namespace by event name, looked up on the name's UTF-8 bytes.</summary>
internal sealed class EventTable
{
    private readonly Dictionary<string, BoundHandler[]> _events = new(Utf8NameComparer.Instance);
    private readonly Dictionary<string, BoundHandler[]> _lifecycle = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BoundHandler[]>.AlternateLookup<ReadOnlySpan<byte>> _byBytes;

    public EventTable(IEnumerable<HandlerRegistration> registrations, IServiceProvider services, bool concurrentByDefault)
    {
        foreach (var registration in registrations)
        {
            var source = new HandlerSource(registration, services);
            foreach (var (name, descriptor) in registration.GetEvents(concurrentByDefault))
            {
                ReservedEvents.ThrowUnlessHandled(name);
                // Kept apart, so that no client can call a lifecycle handler by sending an event of its name.
                var table = name is "connection" or "disconnecting" or "disconnect" ? _lifecycle : _events;
                table[name] = [.. table.GetValueOrDefault(name, []), new BoundHandler(descriptor, source)];
            }
        }

        _byBytes = _events.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public ReadOnlySpan<BoundHandler> Find(ReadOnlySpan<byte> name) =>
        _byBytes.TryGetValue(name, out var handlers) ? handlers : [];

    public BoundHandler[] FindLifecycle(string name) => _lifecycle.GetValueOrDefault(name, []);
}

/// <summary>A handler method and where its instance comes from.</summary>
internal sealed record BoundHandler(EventDescriptor Descriptor, IHandlerSource Source)
{
    /// <summary>A handler in code.</summary>
    public static BoundHandler Of(Delegate handler) =>
        new(HandlerBinder.Bind(handler, concurrent: false), new DelegateTarget(handler.Target));
}

/// <summary>Gives the object that a handler method is called on.</summary>
internal interface IHandlerSource
{
    /// <param name="scope">What to dispose when the handler has ended.</param>
    object? Get(out AsyncServiceScope? scope);
}

/// <summary>The object that a lambda closes over.</summary>
internal readonly struct DelegateTarget(object? target) : IHandlerSource
{
    public object? Get(out AsyncServiceScope? scope)
    {
        scope = null;
        return target;
    }
}

/// <summary>Gives the instance that an event is handled on: the one singleton, or one of a scope that lives as long as the event.</summary>
internal sealed class HandlerSource(HandlerRegistration registration, IServiceProvider services) : IHandlerSource
{
    private object? _singleton;

    public object? Get(out AsyncServiceScope? scope)
    {
        scope = null;
        if (registration.Lifetime == ServiceLifetime.Singleton)
            return _singleton ??= services.GetRequiredService(registration.Type);
        var created = services.CreateAsyncScope();
        scope = created;
        return created.ServiceProvider.GetRequiredService(registration.Type);
    }
}
