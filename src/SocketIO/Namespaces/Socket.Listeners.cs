using Microsoft.Extensions.Logging;
using SocketIoCompat.Events;

namespace SocketIoCompat;

public sealed partial class Socket
{
    /// <summary>
    /// Listens to an event, as <c>socket.on</c> in Node: the next event does not wait for the handler's task, and what the
    /// handler returns is the acknowledgement. <c>disconnecting</c> and <c>disconnect</c> give the reason.
    /// </summary>
    /// <param name="name">The event's name.</param>
    /// <param name="handler">A method or lambda; parameters bind as those of a method with <see cref="OnAttribute"/>.</param>
    /// <exception cref="ArgumentException">The handler cannot be bound.</exception>
    public void On(string name, Delegate handler) => Add(name, handler, once: false);

    /// <summary>Listens to the next such event only.</summary>
    /// <inheritdoc cref="On"/>
    public void Once(string name, Delegate handler) => Add(name, handler, once: true);

    /// <summary>Removes a listener of an event, or all of them.</summary>
    /// <param name="name">The event's name.</param>
    /// <param name="handler">The listener; null for all.</param>
    public void Off(string name, Delegate? handler = null) => _listeners?.Remove(name, handler);

    /// <summary>Listens to every event that comes in, before the event's own handlers.</summary>
    /// <param name="listener">Takes the name and the arguments.</param>
    public void OnAny(Action<string, RawValue[]> listener) => GetListeners().AddAny(listener, first: false);

    /// <summary>As <see cref="OnAny"/>, before the catch-all listeners that are there.</summary>
    public void PrependAny(Action<string, RawValue[]> listener) => GetListeners().AddAny(listener, first: true);

    /// <summary>Removes a catch-all listener, or all of them.</summary>
    /// <param name="listener">The listener; null for all.</param>
    public void OffAny(Action<string, RawValue[]>? listener = null) => _listeners?.RemoveAny(listener);

    /// <summary>Listens to every event that is sent to this socket, broadcasts included.</summary>
    /// <param name="listener">Takes the name and the arguments.</param>
    public void OnAnyOutgoing(Action<string, RawValue[]> listener) => GetListeners().AddAnyOutgoing(listener, first: false);

    /// <summary>As <see cref="OnAnyOutgoing"/>, before the listeners that are there.</summary>
    public void PrependAnyOutgoing(Action<string, RawValue[]> listener) => GetListeners().AddAnyOutgoing(listener, first: true);

    /// <summary>Removes a catch-all listener of outgoing events, or all of them.</summary>
    /// <param name="listener">The listener; null for all.</param>
    public void OffAnyOutgoing(Action<string, RawValue[]>? listener = null) => _listeners?.RemoveAnyOutgoing(listener);

    /// <summary>
    /// Adds a middleware that every incoming event passes. One that throws keeps the event from its handlers; the exception
    /// goes to the listeners of <see cref="OnError"/>, not to the client.
    /// </summary>
    /// <param name="middleware">Calls its second argument to let the event pass.</param>
    public void Use(Func<EventContext, Func<Task>, Task> middleware) => GetListeners().AddMiddleware(middleware);

    /// <summary>Listens to errors: refused or malformed events, and handlers that failed.</summary>
    /// <param name="listener">Takes the error.</param>
    public void OnError(Action<Exception> listener) => GetListeners().AddError(listener);

    /// <summary>Called when the socket is about to leave its rooms.</summary>
    /// <param name="handler">May take the reason, one of <see cref="DisconnectReason"/>.</param>
    public void OnDisconnecting(Delegate handler) => On("disconnecting", handler);

    /// <summary>Called when the socket has left its rooms.</summary>
    /// <param name="handler">May take the reason, one of <see cref="DisconnectReason"/>.</param>
    public void OnDisconnect(Delegate handler) => On("disconnect", handler);

    private void Add(string name, Delegate handler, bool once)
    {
        ArgumentNullException.ThrowIfNull(handler);
        GetListeners().Add(name, new Listener(handler, HandlerBinder.Bind(handler, concurrent: true), once));
    }

    private Listeners GetListeners()
    {
        if (_listeners is { } listeners)
            return listeners;
        lock (_lock)
            return _listeners ??= new Listeners();
    }

    [LoggerMessage(2020, LogLevel.Error, "A listener of socket {SocketId} failed")]
    private static partial void LogListenerFailed(ILogger logger, string socketId, Exception exception);
}
