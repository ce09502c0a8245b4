using Microsoft.AspNetCore.Http;

namespace SocketIoCompat.Handlers.RawSockets;

/// <summary>What a system does with its bare websockets. An exception is logged; it ends the socket only while it opens.</summary>
internal interface IRawSocketHandler
{
    /// <summary>
    /// The HTTP status that a request is answered with instead of an upgrade; null to go on. For what a contract does not want to be told
    /// by a close code.
    /// </summary>
    int? Refuse(HttpRequest request) => null;

    /// <summary>Called once the upgrade is done and before the first message. A refusal is a call of <see cref="RawSocket.Close"/>.</summary>
    ValueTask OpenAsync(RawSocket socket);

    /// <summary>Called for each text message, one after another; the next waits until this one is done.</summary>
    ValueTask ReceiveAsync(RawSocket socket, ReadOnlyMemory<byte> message);

    /// <summary>Called exactly once, also when opening failed.</summary>
    ValueTask ClosedAsync(RawSocket socket);
}
