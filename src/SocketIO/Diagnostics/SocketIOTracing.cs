using System.Diagnostics;
using SocketIoCompat.Events;

namespace SocketIoCompat.Diagnostics;

/// <summary>
/// The library's one <see cref="ActivitySource"/>: a span for each call of a handler. Its trace is its own, because a
/// connection's request may last for days; it is linked to that request.
/// </summary>
internal static class SocketIOTracing
{
    public const string SourceName = "SocketIoCompat";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>The links of a session's spans, made while its first request is handled; null when nobody traces.</summary>
    public static ActivityLink[]? LinkToRequest() =>
        Source.HasListeners() && Activity.Current is { } request ? [new ActivityLink(request.Context)] : null;

    /// <summary>Starts the span of a handler of an event that has one, so that names of spans come from a closed set.</summary>
    public static HandlerSpan Start(Socket socket, scoped in ReceivedEvent received) =>
        Source.HasListeners() ? Start(socket, received.GetName()) : default;

    private static HandlerSpan Start(Socket socket, string name)
    {
        var before = Activity.Current;
        Activity.Current = null;
        var activity = Source.StartActivity(
            ActivityKind.Server,
            tags: [new("socketio.namespace", socket.Namespace.Name), new("socketio.event", name), new("socketio.socket.id", socket.Id)],
            links: socket.Connection.Handshake.TraceLinks,
            name: $"{socket.Namespace.Name} {name}");
        if (activity is null)
            Activity.Current = before;
        return new HandlerSpan(activity, before);
    }
}

/// <summary>The span of one call of a handler; empty when nobody traces.</summary>
internal readonly struct HandlerSpan(Activity? activity, Activity? before)
{
    /// <summary>The handler has returned, or goes on elsewhere: here the current activity is again what it was.</summary>
    public void Leave()
    {
        if (activity is not null)
            Activity.Current = before;
    }

    public void Fail(Exception exception)
    {
        activity?.SetStatus(ActivityStatusCode.Error);
        activity?.AddException(exception);
    }

    /// <summary>The handler has ended.</summary>
    public void End()
    {
        if (activity is null)
            return;
        var current = Activity.Current;
        activity.Stop();
        Activity.Current = current;
    }
}
