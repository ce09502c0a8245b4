namespace SocketIoCompat;

/// <summary>Emits with none to three arguments, or with typed events. The emitter's type is a parameter so that structs are not boxed.</summary>
public static class EmitterExtensions
{
    /// <summary>Emits an event without arguments.</summary>
    public static ValueTask EmitAsync<TEmitter>(this TEmitter emitter, string name)
        where TEmitter : IEmitter => emitter.EmitAsync(name, default(EventArguments));

    /// <summary>Emits an event with one argument.</summary>
    public static ValueTask EmitAsync<TEmitter, T1>(this TEmitter emitter, string name, T1 first)
        where TEmitter : IEmitter => emitter.EmitAsync(name, new EventArguments<T1>(first));

    /// <summary>Emits an event with two arguments.</summary>
    public static ValueTask EmitAsync<TEmitter, T1, T2>(this TEmitter emitter, string name, T1 first, T2 second)
        where TEmitter : IEmitter => emitter.EmitAsync(name, new EventArguments<T1, T2>(first, second));

    /// <summary>Emits an event with three arguments.</summary>
    public static ValueTask EmitAsync<TEmitter, T1, T2, T3>(this TEmitter emitter, string name, T1 first, T2 second, T3 third)
        where TEmitter : IEmitter => emitter.EmitAsync(name, new EventArguments<T1, T2, T3>(first, second, third));

    /// <summary>Emits an event with values that are relayed as they came.</summary>
    public static ValueTask EmitAsync<TEmitter>(this TEmitter emitter, string name, RawValue[] arguments)
        where TEmitter : IEmitter => emitter.EmitAsync(name, new RawEventArguments(arguments));

    /// <summary>Emits a typed event.</summary>
    public static ValueTask EmitAsync<TEmitter>(this TEmitter emitter, Event @event)
        where TEmitter : IEmitter
    {
        ArgumentNullException.ThrowIfNull(@event);
        return emitter.EmitAsync(@event.Name, default(EventArguments));
    }

    /// <summary>Emits a typed event.</summary>
    public static ValueTask EmitAsync<TEmitter, T1>(this TEmitter emitter, Event<T1> @event, T1 first)
        where TEmitter : IEmitter
    {
        ArgumentNullException.ThrowIfNull(@event);
        return emitter.EmitAsync(@event.Name, new EventArguments<T1>(first));
    }

    /// <summary>Emits a typed event.</summary>
    public static ValueTask EmitAsync<TEmitter, T1, T2>(this TEmitter emitter, Event<T1, T2> @event, T1 first, T2 second)
        where TEmitter : IEmitter
    {
        ArgumentNullException.ThrowIfNull(@event);
        return emitter.EmitAsync(@event.Name, new EventArguments<T1, T2>(first, second));
    }

    /// <summary>Emits a typed event.</summary>
    public static ValueTask EmitAsync<TEmitter, T1, T2, T3>(this TEmitter emitter, Event<T1, T2, T3> @event, T1 first, T2 second, T3 third)
        where TEmitter : IEmitter
    {
        ArgumentNullException.ThrowIfNull(@event);
        return emitter.EmitAsync(@event.Name, new EventArguments<T1, T2, T3>(first, second, third));
    }
}
