using Microsoft.Extensions.Logging;

namespace SocketIoCompat.Events;

/// <content>Events of other servers of the cluster.</content>
internal sealed partial class EventDispatcher
{
    /// <summary>Calls the listeners of another server's event. Never throws.</summary>
    public void DispatchServerSide(Listener[] listeners, string name, scoped in ReceivedEvent received, IAcknowledger asker)
    {
        foreach (var listener in listeners)
        {
            try
            {
                var pending = listener.Descriptor.Invoke(listener.Handler.Target, null, asker, received, server.Json);
                if (!pending.IsCompletedSuccessfully)
                    _ = ObserveServerSideAsync(pending, listener.Descriptor.MethodName, name);
            }
            catch (Exception exception)
            {
                FailServerSide(name, listener.Descriptor.MethodName, exception);
            }
        }
    }

    private async Task ObserveServerSideAsync(Task pending, string method, string name)
    {
        try
        {
            await pending;
        }
        catch (Exception exception)
        {
            FailServerSide(name, method, exception);
        }
    }

    private void FailServerSide(string name, string method, Exception exception)
    {
        server.Metrics.HandlerFailed();
        LogServerSideFailed(server.Logger, method, name, Unwrap(exception));
    }

    [LoggerMessage(2003, LogLevel.Error, "The handler {Method} of another server's event {Event} failed")]
    private static partial void LogServerSideFailed(ILogger logger, string method, string @event, Exception exception);
}
