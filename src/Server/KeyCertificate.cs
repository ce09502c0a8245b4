using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;

namespace SocketIoCompat.Server;

/// <summary>The certificate that encrypts the keys in the database, section <c>DataProtection</c> of the configuration. Default: none.</summary>
internal static class KeyCertificate
{
    /// <summary>Encrypts the keys that are made from now on, when <c>CertificatePath</c> names a PKCS #12 file.</summary>
    /// <exception cref="StartupException">The file cannot be read, or has no RSA key.</exception>
    public static IServiceCollection AddKeyCertificate(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration["CertificatePath"] is { Length: > 0 } path)
        {
            services.AddDataProtection().ProtectKeysWithCertificate(Load(path, configuration["CertificatePassword"]));
        }

        return services;
    }

    private static X509Certificate2 Load(string path, string? password)
    {
        try
        {
            var certificate = X509CertificateLoader.LoadPkcs12FromFile(path, password);
            using var key = certificate.GetRSAPrivateKey();
            return key is not null
                ? certificate
                : throw new StartupException($"DataProtection:CertificatePath must name a file with an RSA certificate and its private key; {path} has none.");
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The certificate of DataProtection:CertificatePath cannot be read: {exception.Message}", exception);
        }
    }
}
