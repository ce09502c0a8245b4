namespace SocketIoCompat.Events;

/// <summary>What becomes of the value that a handler's method returns.</summary>
internal abstract class HandlerResult
{
    /// <summary>Returns a task that has ended when the handler has, and was acknowledged.</summary>
    public abstract Task Complete(object? returned, IAcknowledger asker, long ackId);

    protected static void Acknowledge<T>(IAcknowledger asker, long ackId, T value)
    {
        if (ackId >= 0)
            asker.Acknowledge(ackId, new EventArguments<T>(value));
    }
}

/// <summary>A method without result: it never acknowledges.</summary>
internal sealed class NoResult : HandlerResult
{
    public static NoResult Instance { get; } = new();

    public override Task Complete(object? returned, IAcknowledger asker, long ackId) => Task.CompletedTask;
}

/// <summary>A task without result: it never acknowledges.</summary>
internal sealed class TaskResult : HandlerResult
{
    public static TaskResult Instance { get; } = new();

    public override Task Complete(object? returned, IAcknowledger asker, long ackId) =>
        (Task?)returned ?? Task.CompletedTask;
}

/// <summary>A value task without result: it never acknowledges.</summary>
internal sealed class ValueTaskResult : HandlerResult
{
    public static ValueTaskResult Instance { get; } = new();

    public override Task Complete(object? returned, IAcknowledger asker, long ackId) => ((ValueTask)returned!).AsTask();
}

/// <summary>A method whose result is the acknowledgement.</summary>
internal sealed class ValueResult<T> : HandlerResult
{
    public override Task Complete(object? returned, IAcknowledger asker, long ackId)
    {
        Acknowledge(asker, ackId, (T)returned!);
        return Task.CompletedTask;
    }
}

/// <summary>A task whose result is the acknowledgement.</summary>
internal sealed class TaskOfResult<T> : HandlerResult
{
    public override Task Complete(object? returned, IAcknowledger asker, long ackId)
    {
        var task = (Task<T>)returned!;
        if (!task.IsCompletedSuccessfully)
            return AcknowledgeLaterAsync(task, asker, ackId);
        Acknowledge(asker, ackId, task.GetAwaiter().GetResult());
        return Task.CompletedTask;
    }

    private static async Task AcknowledgeLaterAsync(Task<T> task, IAcknowledger asker, long ackId) =>
        Acknowledge(asker, ackId, await task);
}

/// <summary>A value task whose result is the acknowledgement.</summary>
internal sealed class ValueTaskOfResult<T> : HandlerResult
{
    public override Task Complete(object? returned, IAcknowledger asker, long ackId)
    {
        var task = (ValueTask<T>)returned!;
        if (!task.IsCompletedSuccessfully)
            return AcknowledgeLaterAsync(task, asker, ackId);
        Acknowledge(asker, ackId, task.Result);
        return Task.CompletedTask;
    }

    private static async Task AcknowledgeLaterAsync(ValueTask<T> task, IAcknowledger asker, long ackId) =>
        Acknowledge(asker, ackId, await task);
}
