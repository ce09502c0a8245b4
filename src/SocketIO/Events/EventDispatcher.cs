using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocketIoCompat.Diagnostics;
using SocketIoCompat.Engine;

namespace SocketIoCompat.Events;

/// <summary>
/// Brings an event to its handlers: middlewares, catch-all listeners, [On] methods (each waits for the one before), then
/// listeners (which nothing waits for, as in Node). An exception ends its own handler only.
/// </summary>
internal sealed partial class EventDispatcher(EventTable handlers, SocketIOServer server)
{
    /// <summary>The task has ended when everything the next event must wait for is done. It never fails, nor does this throw.</summary>
    public Task Dispatch(Socket socket, scoped in ReceivedEvent received)
    {
        if (socket.Listeners is not { Middlewares.Length: > 0 } listeners)
            return DispatchToHandlers(socket, received);
        return TryList(socket, received) is { } arguments
            ? RunMiddlewaresAsync(socket, listeners.Middlewares, received.GetName(), arguments, received.ToQueued())
            : Task.CompletedTask;
    }

    /// <summary>Calls the handlers of <c>connection</c>, each after the one before. Never throws.</summary>
    public Task DispatchConnection(Socket socket, BoundHandler[] inCode)
    {
        var methods = handlers.FindLifecycle("connection");
        if (methods.Length == 0 && inCode.Length == 0)
            return Task.CompletedTask;
        return DispatchToMethods(socket, LifecycleEvent.Create("connection"), [.. methods, .. inCode]);
    }

    /// <summary>Calls the handlers of <c>disconnecting</c> or <c>disconnect</c>. Never throws.</summary>
    public Task DispatchEnd(Socket socket, string name, string reason)
    {
        var methods = handlers.FindLifecycle(name);
        if (methods.Length == 0 && socket.Listeners is null)
            return Task.CompletedTask;
        var received = LifecycleEvent.Create(name, reason);
        var pending = DispatchToMethods(socket, received, methods);
        if (socket.Listeners is not null)
            CallListeners(socket, received);
        return pending;
    }

    private Task DispatchToHandlers(Socket socket, scoped in ReceivedEvent received)
    {
        server.Metrics.EventReceived();
        if (socket.Listeners is { Any.Length: > 0 } listeners)
            CallAny(socket, listeners.Any, received);
        var pending = DispatchToMethods(socket, received, handlers.Find(received.Name));
        if (socket.Listeners is not null)
            CallListeners(socket, received);
        return pending;
    }

    private Task DispatchToMethods(Socket socket, scoped in ReceivedEvent received, ReadOnlySpan<BoundHandler> methods)
    {
        for (var i = 0; i < methods.Length; i++)
        {
            var pending = Call(socket, methods[i].Descriptor, methods[i].Source, received);
            if (pending.IsCompleted)
                continue;
            if (methods[i].Descriptor.Concurrent)
                socket.Client.CountRunning(pending);
            else if (i == methods.Length - 1)
                return pending;
            else
                return DispatchRestAsync(socket, pending, methods[(i + 1)..].ToArray(), received.ToQueued());
        }

        return Task.CompletedTask;
    }

    private async Task DispatchRestAsync(Socket socket, Task pending, BoundHandler[] rest, QueuedEvent queued)
    {
        await pending;
        await DispatchToMethods(socket, queued.View, rest);
    }

    private Task Call<TSource>(Socket socket, EventDescriptor descriptor, TSource source, scoped in ReceivedEvent received)
        where TSource : IHandlerSource
    {
        AsyncServiceScope? scope = null;
        var span = SocketIOTracing.Start(socket, received);
        Task pending;
        try
        {
            var target = source.Get(out scope);
            pending = descriptor.Invoke(target, socket, received, server.Json);
        }
        catch (Exception exception)
        {
            Fail(socket, received.GetName(), descriptor.MethodName, exception, span);
            pending = Task.CompletedTask;
        }

        span.Leave();
        if (!pending.IsCompletedSuccessfully || scope is not null)
            return ObserveAsync(socket, pending, scope, received.GetName(), descriptor.MethodName, span);
        span.End();
        return Task.CompletedTask;
    }

    private async Task ObserveAsync(Socket socket, Task pending, AsyncServiceScope? scope, string name, string method, HandlerSpan span)
    {
        try
        {
            await pending;
        }
        catch (Exception exception)
        {
            Fail(socket, name, method, exception, span);
        }

        try
        {
            if (scope is { } open)
                await open.DisposeAsync();
        }
        catch (Exception exception)
        {
            Fail(socket, name, method, exception, span);
        }

        span.End();
    }

    private void CallListeners(Socket socket, scoped in ReceivedEvent received)
    {
        foreach (var listener in socket.Listeners!.Find(received.Name))
        {
            if (listener.Once)
                socket.Listeners.Remove(received.GetName(), listener);
            if (Call(socket, listener.Descriptor, new DelegateTarget(listener.Handler.Target), received) is { IsCompleted: false } pending)
                socket.Client.CountRunning(pending);
        }
    }

    private void CallAny(Socket socket, Action<string, RawValue[]>[] listeners, scoped in ReceivedEvent received)
    {
        if (TryList(socket, received) is not { } arguments)
            return;
        var name = received.GetName();
        foreach (var listener in listeners)
        {
            try
            {
                listener(name, arguments);
            }
            catch (Exception exception)
            {
                Fail(socket, name, "OnAny", exception);
            }
        }
    }

    private RawValue[]? TryList(Socket socket, scoped in ReceivedEvent received)
    {
        try
        {
            return received.GetRest(0, server.Json);
        }
        catch (EventBindingException exception)
        {
            Fail(socket, received.GetName(), "all listeners", exception);
            return null;
        }
    }

    private async Task RunMiddlewaresAsync(Socket socket, Func<EventContext, Func<Task>, Task>[] middlewares, string name, RawValue[] arguments, QueuedEvent queued)
    {
        var context = new EventContext(socket, name, arguments);
        try
        {
            await RunAsync(0);
        }
        catch (Exception exception)
        {
            // As in Node, a middleware's refusal goes to the socket's error listeners and nowhere else.
            LogEventRefused(server.Logger, name, socket.Id, exception);
            socket.RaiseError(Unwrap(exception));
        }

        Task RunAsync(int index)
        {
            if (index < middlewares.Length)
                return middlewares[index](context, () => RunAsync(index + 1));
            using var turn = FlushTurn.Begin(); // for what runs before the first await
            return DispatchToHandlers(socket, queued.View);
        }
    }

    private void Fail(Socket socket, string name, string method, Exception exception, HandlerSpan span = default)
    {
        exception = Unwrap(exception);
        if (exception is EventBindingException)
        {
            server.Metrics.EventRefused();
            LogEventRefused(server.Logger, name, socket.Id, exception);
        }
        else if (exception is OperationCanceledException && !socket.IsConnected)
        {
            return; // the handler was told that its client is gone, and stopped
        }
        else
        {
            server.Metrics.HandlerFailed();
            span.Fail(exception);
            LogHandlerFailed(server.Logger, method, name, socket.Id, exception);
        }

        socket.RaiseError(exception);
    }

    private static Exception Unwrap(Exception exception) =>
        exception is TargetInvocationException { InnerException: { } inner } ? inner : exception;

    [LoggerMessage(2001, LogLevel.Error, "The handler {Method} of the event {Event} failed on socket {SocketId}")]
    private static partial void LogHandlerFailed(ILogger logger, string method, string @event, string socketId, Exception exception);

    [LoggerMessage(2002, LogLevel.Debug, "The event {Event} was refused on socket {SocketId}")]
    private static partial void LogEventRefused(ILogger logger, string @event, string socketId, Exception exception);
}
