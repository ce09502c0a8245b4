using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace SocketIoCompat.Handlers.Authentication.Tokens;

/// <summary>Keeps a server from starting with keys that are missing, weak or unreadable, and names the setting.</summary>
internal sealed class TokenOptionsValidator(IHostEnvironment environment) : IValidateOptions<TokenOptions>
{
    /// <summary>HS256 is as strong as its key up to the hash's length (RFC 7518, 3.2).</summary>
    public const int MinSecretBytes = 32;

    public ValidateOptionsResult Validate(string? name, TokenOptions options)
    {
        var errors = Errors(name ?? "", options).ToArray();
        return errors.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private IEnumerable<string> Errors(string system, TokenOptions o)
    {
        if (SecretError(o.JwtSecret, TokenOptionsSetup.JwtSecretVariable, $"{system}:Tokens:JwtSecret") is { } jwt)
        {
            yield return jwt;
        }

        if (SecretError(o.CookieSecret, TokenOptionsSetup.CookieSecretVariable, $"{system}:Tokens:CookieSecret") is { } cookie)
        {
            yield return cookie;
        }

        if (o.JwtPublicKey is { } key && !IsRsaKey(key))
        {
            yield return $"{TokenOptionsSetup.JwtPublicKeyVariable} ({system}:Tokens:JwtPublicKey) must be an RSA public key in PEM form.";
        }

        if (o.Lifetime <= TimeSpan.Zero || o.ClockSkew < TimeSpan.Zero)
        {
            yield return $"{system}:Tokens:Lifetime must be greater than zero and {system}:Tokens:ClockSkew not negative.";
        }
    }

    private string? SecretError(string? secret, string variable, string setting) =>
        string.IsNullOrEmpty(secret)
            ? $"{variable} ({setting}) must be set: outside Development secrets have no default."
            : environment.IsProduction() && Encoding.UTF8.GetByteCount(secret) < MinSecretBytes
                ? $"{variable} ({setting}) must have at least {MinSecretBytes} bytes in Production."
                : null;

    private static bool IsRsaKey(string pem)
    {
        try
        {
            using var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            return false;
        }
    }
}
