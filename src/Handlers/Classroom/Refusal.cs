using SocketIoCompat.Handlers.Classroom.Contracts;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary>The <c>code</c> of a <c>session:error</c>, and its sending.</summary>
internal static class Refusal
{
    /// <summary>The arguments are not those of the event.</summary>
    public const string Invalid = "INVALID";

    /// <summary>Not the user's to do. Also the answer for ids that do not exist: strangers learn nothing.</summary>
    public const string Forbidden = "FORBIDDEN";

    /// <summary>The user has no such thing.</summary>
    public const string NotFound = "NOT_FOUND";

    /// <summary>A limit of what is kept is reached.</summary>
    public const string Full = "FULL";

    /// <summary>The database has too much to do or does not answer.</summary>
    public const string Unavailable = "UNAVAILABLE";

    /// <summary>Too many events in a short time; this one was dropped.</summary>
    public const string RateLimited = "RATE_LIMITED";

    public static ValueTask RefuseAsync(this Socket socket, string @event, string code, string message) =>
        socket.EmitAsync(ClassroomEvents.Error, new SessionError(@event, code, message));

    public static ValueTask RefuseSessionAsync(this Socket socket, string @event) =>
        socket.RefuseAsync(@event, Forbidden, "This is not a session of yours.");

    public static ValueTask RefuseArgumentsAsync(this Socket socket, string @event) =>
        socket.RefuseAsync(@event, Invalid, "The arguments are not those of this event.");

    public static ValueTask RefuseUnavailableAsync(this Socket socket, string @event) =>
        socket.RefuseAsync(@event, Unavailable, "The server cannot do this now; try again.");
}
