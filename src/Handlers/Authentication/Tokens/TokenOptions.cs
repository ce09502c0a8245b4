namespace SocketIoCompat.Handlers.Authentication.Tokens;

/// <summary>
/// The keys of one system's tokens and signed cookies. Each setting is <c>&lt;system&gt;:Tokens:&lt;name&gt;</c> of the configuration and falls
/// back to the variable that all systems share.
/// </summary>
internal sealed class TokenOptions
{
    /// <summary>
    /// The secret of HS256 tokens. Falls back to <c>JWT_SECRET</c>. No default outside Development, and 32 bytes at least in Production;
    /// Development makes up one for each start.
    /// </summary>
    public string? JwtSecret { get; set; }

    /// <summary>The public key of RS256 tokens, PEM. Falls back to <c>JWT_PUBLIC_KEY</c>. Default none: RS256 is refused.</summary>
    public string? JwtPublicKey { get; set; }

    /// <summary>The secret of signed cookies. Falls back to <c>COOKIE_SECRET</c>; otherwise as <see cref="JwtSecret"/>.</summary>
    public string? CookieSecret { get; set; }

    /// <summary>The claims that may hold the user's id; the first that is there counts. Default: what the documented systems use.</summary>
    public IList<string> UserIdClaims { get; } = [];

    /// <summary>How long an issued token is valid. Default 7 days, as in the documented systems.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How far the clocks of issuer and server may differ. Default none.</summary>
    public TimeSpan ClockSkew { get; set; }
}
