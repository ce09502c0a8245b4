namespace SocketIoCompat;

/// <summary>
/// Marks a method that handles an event. <c>connection</c>, <c>disconnecting</c> and <c>disconnect</c> name the socket's own
/// lifecycle, as in Socket.IO. The method's result is the acknowledgement; one that returns nothing or a plain task never
/// acknowledges.
/// </summary>
/// <param name="name">The event's name on the wire.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class OnAttribute(string name) : Attribute
{
    /// <summary>The event's name on the wire.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// Whether the socket's next event may start before this method's task has ended. Default false: one after another.
    /// </summary>
    public bool Concurrent { get; set; }
}
