using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace SocketIoCompat.Handlers.Authentication.Tokens;

/// <summary>Fills in what a system leaves to the shared variables, and in Development what nobody configured.</summary>
internal sealed partial class TokenOptionsSetup(
    IConfiguration configuration, IHostEnvironment environment, ILogger<TokenOptionsSetup> logger)
    : IConfigureNamedOptions<TokenOptions>, IPostConfigureOptions<TokenOptions>
{
    public const string JwtSecretVariable = "JWT_SECRET";
    public const string JwtPublicKeyVariable = "JWT_PUBLIC_KEY";
    public const string CookieSecretVariable = "COOKIE_SECRET";

    private static readonly string[] DefaultUserIdClaims = ["id", "userId", "_id", "sub"];

    // One for all systems, as JWT_SECRET would be.
    private readonly Lazy<string> _madeUp = new(() =>
    {
        LogMadeUp(logger);
        return RandomNumberGenerator.GetHexString(64, lowercase: true);
    });

    public void Configure(TokenOptions options)
    {
    }

    public void Configure(string? name, TokenOptions options) => configuration.GetSection($"{name}:Tokens").Bind(options);

    public void PostConfigure(string? name, TokenOptions options)
    {
        options.JwtSecret = Or(options.JwtSecret, JwtSecretVariable) ?? MadeUp();
        options.CookieSecret = Or(options.CookieSecret, CookieSecretVariable) ?? MadeUp();
        options.JwtPublicKey = Or(options.JwtPublicKey, JwtPublicKeyVariable);
        if (options.UserIdClaims.Count == 0)
        {
            foreach (var claim in DefaultUserIdClaims)
            {
                options.UserIdClaims.Add(claim);
            }
        }
    }

    private string? Or(string? own, string variable) =>
        !string.IsNullOrEmpty(own) ? own : configuration[variable] is { Length: > 0 } shared ? shared : null;

    private string? MadeUp() => environment.IsDevelopment() ? _madeUp.Value : null;

    [LoggerMessage(3110, LogLevel.Warning, "JWT_SECRET or COOKIE_SECRET is not set: until the next start this Development server uses a secret that it made up. Tokens and cookies signed with it end with it.")]
    private static partial void LogMadeUp(ILogger logger);
}
