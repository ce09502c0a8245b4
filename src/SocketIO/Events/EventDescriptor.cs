using System.Reflection;
using System.Text.Json;

namespace SocketIoCompat.Events;

/// <summary>What an event handler wants and gives: how its parameters bind and what becomes of its result.</summary>
internal sealed class EventDescriptor(MethodInfo method, ParameterBinding[] parameters, HandlerResult result, bool concurrent)
{
    private readonly MethodInvoker _invoker = MethodInvoker.Create(method);

    public string MethodName { get; } = $"{method.DeclaringType?.Name}.{method.Name}";

    /// <summary>Whether the socket's next event may start before this handler's task has ended.</summary>
    public bool Concurrent { get; } = concurrent;

    /// <summary>
    /// Binds the arguments and calls the method. The task has ended when all is done, the acknowledgement included.
    /// </summary>
    /// <exception cref="EventBindingException">The arguments do not fit.</exception>
    public Task Invoke(object? target, Socket socket, scoped in ReceivedEvent received, JsonSerializerOptions options) =>
        Invoke(target, socket, socket, received, options);

    /// <summary>As above, for an event that may have come from another server: then there is no socket.</summary>
    /// <exception cref="EventBindingException">The arguments do not fit.</exception>
    public Task Invoke(object? target, Socket? socket, IAcknowledger asker, scoped in ReceivedEvent received, JsonSerializerOptions options)
    {
        var buffer = default(ArgumentBuffer);
        Span<object?> arguments = parameters.Length <= ArgumentBuffer.Capacity ? buffer : new object?[parameters.Length];
        arguments = arguments[..parameters.Length];
        Ack? ack = null;
        for (var i = 0; i < parameters.Length; i++)
        {
            arguments[i] = parameters[i].Kind == ParameterKind.Ack
                ? ack ??= new Ack(asker, received.AckId)
                : parameters[i].Bind(socket, received, options);
        }

        var returned = _invoker.Invoke(target, arguments);
        return result.Complete(returned, asker, received.AckId);
    }

    [System.Runtime.CompilerServices.InlineArray(Capacity)]
    private struct ArgumentBuffer
    {
        public const int Capacity = 8;
        private object? _first;
    }
}
