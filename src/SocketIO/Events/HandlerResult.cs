namespace SocketIoCompat.Events;

/// <summary>What becomes of the value that a handler's method returns.</summary>
internal abstract class HandlerResult
{
    /// <summary>Returns a task that has ended when the handler has, and was acknowledged.</summary>
    public abstract Task Complete(object? returned, Socket socket, long ackId);

    protected static void Acknowledge<T>(Socket socket, long ackId, T value)
    {
        if (ackId >= 0)
            socket.Acknowledge(ackId, new EventArguments<T>(value));
    }
}

/// <summary>A method without result: it never acknowledges.</summary>
internal sealed class NoResult : HandlerResult
{
    public static NoResult Instance { get; } = new();

    public override Task Complete(object? returned, Socket socket, long ackId) => Task.CompletedTask;
}

/// <summary>A task without result: it never acknowledges.</summary>
internal sealed class TaskResult : HandlerResult
{
    public static TaskResult Instance { get; } = new();

    public override Task Complete(object? returned, Socket socket, long ackId) =>
        (Task?)returned ?? Task.CompletedTask;
}

/// <summary>A value task without result: it never acknowledges.</summary>
internal sealed class ValueTaskResult : HandlerResult
{
    public static ValueTaskResult Instance { get; } = new();

    public override Task Complete(object? returned, Socket socket, long ackId) => ((ValueTask)returned!).AsTask();
}

/// <summary>A method whose result is the acknowledgement.</summary>
internal sealed class ValueResult<T> : HandlerResult
{
    public override Task Complete(object? returned, Socket socket, long ackId)
    {
        Acknowledge(socket, ackId, (T)returned!);
        return Task.CompletedTask;
    }
}

/// <summary>A task whose result is the acknowledgement.</summary>
internal sealed class TaskOfResult<T> : HandlerResult
{
    public override Task Complete(object? returned, Socket socket, long ackId)
    {
        var task = (Task<T>)returned!;
        if (!task.IsCompletedSuccessfully)
            return AcknowledgeLaterAsync(task, socket, ackId);
        Acknowledge(socket, ackId, task.GetAwaiter().GetResult());
        return Task.CompletedTask;
    }

    private static async Task AcknowledgeLaterAsync(Task<T> task, Socket socket, long ackId) =>
        Acknowledge(socket, ackId, await task);
}

/// <summary>A value task whose result is the acknowledgement.</summary>
internal sealed class ValueTaskOfResult<T> : HandlerResult
{
    public override Task Complete(object? returned, Socket socket, long ackId)
    {
        var task = (ValueTask<T>)returned!;
        if (!task.IsCompletedSuccessfully)
            return AcknowledgeLaterAsync(task, socket, ackId);
        Acknowledge(socket, ackId, task.Result);
        return Task.CompletedTask;
    }

    private static async Task AcknowledgeLaterAsync(ValueTask<T> task, Socket socket, long ackId) =>
        Acknowledge(socket, ackId, await task);
}
