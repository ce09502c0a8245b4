using Microsoft.AspNetCore.Authentication;

namespace SocketIoCompat;

/// <summary>Finds out who a client is, from what it brought in its first request and in CONNECT.</summary>
public interface ISocketAuthenticator
{
    /// <summary>Authenticates a client.</summary>
    /// <param name="handshake">What the client brought.</param>
    /// <param name="schemes">The authentication schemes that count; none for the application's default scheme.</param>
    /// <param name="cancellationToken">Cancelled when the client is gone.</param>
    /// <returns>The user, a failure, or no result when the client brought nothing.</returns>
    ValueTask<AuthenticateResult> AuthenticateAsync(Handshake handshake, IReadOnlyList<string> schemes, CancellationToken cancellationToken);
}
