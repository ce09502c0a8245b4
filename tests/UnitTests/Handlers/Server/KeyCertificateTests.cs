using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Server;
using SocketIoCompat.UnitTests.Handlers.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Handlers.Server;

public sealed class KeyCertificateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("socketiocompat-").FullName;

    [Fact]
    public async Task Keys_lie_encrypted_in_the_database_and_outlive_a_restart()
    {
        await using var test = await TestDatabase.OpenAsync();
        var path = WriteCertificate();

        var cookie = Protector(test, path, "secret").Protect("who I am");

        (await test.QueryAsync<string>("SELECT xml FROM data_protection_keys")).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            xml => xml.ShouldContain("EncryptedData"),
            xml => xml.ShouldNotContain("<masterKey"));
        Protector(test, path, "secret").Unprotect(cookie).ShouldBe("who I am");
        Should.Throw<CryptographicException>(() => Protector(test, path: null, password: null).Unprotect(cookie));
    }

    [Fact]
    public async Task Keys_from_before_the_certificate_still_work()
    {
        await using var test = await TestDatabase.OpenAsync();
        var cookie = Protector(test, path: null, password: null).Protect("who I am");

        Protector(test, WriteCertificate(), "secret").Unprotect(cookie).ShouldBe("who I am");
    }

    [Fact]
    public async Task A_wrong_password_and_a_missing_file_are_one_sentence()
    {
        await using var test = await TestDatabase.OpenAsync();
        var path = WriteCertificate();

        Should.Throw<StartupException>(() => Protector(test, path, "wrong")).Message.ShouldContain("DataProtection:CertificatePath");
        Should.Throw<StartupException>(() => Protector(test, path + "x", "secret")).Message.ShouldContain("DataProtection:CertificatePath");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static IDataProtector Protector(TestDatabase test, string? path, string? password)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("CertificatePath", path), new("CertificatePassword", password)])
            .Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(TimeProvider.System);
        services.AddSingleton(test.Database);
        services.AddKeysInDatabase().AddKeyCertificate(configuration);
        return services.BuildServiceProvider().GetRequiredService<IDataProtectionProvider>().CreateProtector("test");
    }

    private string WriteCertificate()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=keys", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var path = Path.Combine(_folder, "keys.pfx");
        File.WriteAllBytes(path, certificate.Export(X509ContentType.Pkcs12, "secret"));
        return path;
    }
}
