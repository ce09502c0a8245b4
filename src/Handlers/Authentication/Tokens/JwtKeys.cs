using System.Security.Cryptography;
using System.Text;

namespace SocketIoCompat.Handlers.Authentication.Tokens;

/// <summary>The fixed list of algorithms, each with the only key that it is ever used with.</summary>
internal sealed class JwtKeys
{
    public const string Hs256 = "HS256";
    public const string Rs256 = "RS256";

    private readonly byte[] _secret;
    private readonly RSAParameters? _publicKey;

    public JwtKeys(TokenOptions options)
    {
        _secret = Encoding.UTF8.GetBytes(options.JwtSecret!);
        if (options.JwtPublicKey is { } pem)
        {
            using var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            _publicKey = rsa.ExportParameters(includePrivateParameters: false);
        }
    }

    /// <summary>True for an algorithm of the list that there is a key for.</summary>
    public bool Knows(string? algorithm) => algorithm is Hs256 || (algorithm is Rs256 && _publicKey is not null);

    /// <summary>The HS256 signature.</summary>
    public byte[] Sign(ReadOnlySpan<byte> text) => HMACSHA256.HashData(_secret, text);

    /// <summary>Whether the signature is that of an algorithm which <see cref="Knows"/> has passed.</summary>
    public bool Verify(string algorithm, ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        if (algorithm == Hs256)
        {
            return CryptographicOperations.FixedTimeEquals(signature, Sign(text));
        }

        using var rsa = RSA.Create(_publicKey!.Value); // an instance is not safe to share
        return rsa.VerifyData(text, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}
