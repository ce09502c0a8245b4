namespace SocketIoCompat.Handlers.SupportSessions;

/// <summary>Puts the support sessions into a server.</summary>
internal static class SupportSessionServices
{
    /// <summary>The cookie that carries the identity.</summary>
    public const string CookieName = "supportly_auth_token";

    /// <summary>The query parameter of the handshake that names the session.</summary>
    public const string SessionIdQuery = "sessionId";
}
