using SocketIoCompat.Adapters;
using SocketIoCompat.Events;

namespace SocketIoCompat.Namespaces;

/// <summary>
/// Connection state recovery (wire §8.5). Every event without acknowledgement that is not volatile gets an offset as its last
/// argument and is kept for a while; a client that comes back with its token and the last offset it saw gets its session, rooms,
/// data and what it missed.
/// </summary>
internal interface IStateRecovery
{
    /// <summary>Whether a client that is back passes no middlewares.</summary>
    bool SkipMiddlewares { get; }

    /// <summary>Delivers an event, with its offset where it is recoverable, and keeps it.</summary>
    /// <param name="name">The event's name.</param>
    /// <param name="encoder">What has encoded it.</param>
    /// <param name="options">Whom it reaches.</param>
    /// <param name="isRecoverable">Whether it is neither volatile nor waits for an acknowledgement.</param>
    void Publish(string name, PacketEncoder encoder, BroadcastOptions options, bool isRecoverable);

    /// <summary>The session behind a client's token, when it can be recovered; the token is used up either way. Never throws.</summary>
    /// <param name="auth">What the client brought.</param>
    ValueTask<RecoverableSession?> TakeAsync(RawValue auth);

    /// <summary>The session was taken and nobody will <see cref="Enter"/> with it.</summary>
    void Abandon(RecoverableSession session);

    /// <summary>Puts a client, new or back, in its place, and before anything else is published writes what <paramref name="greet"/> writes.</summary>
    /// <param name="socket">The client.</param>
    /// <param name="session">What it comes back to; null for a new one.</param>
    /// <param name="greet">Sends CONNECT.</param>
    void Enter(Socket socket, RecoverableSession? session, Action<Socket> greet);

    /// <summary>The server is about to send the client away: what is on its way to it is delivered first.</summary>
    void Flush(Socket socket);

    /// <summary>The client is gone: what it can come back to is kept, unless it or the server wanted it gone.</summary>
    void Leave(Socket socket, string reason);

    /// <summary>The namespace or the server is gone.</summary>
    void Close();
}
