using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using SocketIoCompat.Namespaces;

namespace SocketIoCompat.Admin;

/// <summary>
/// Who is an operator: whoever knows the name and the password, or has a session id, which one server of the same credential has
/// issued. A session id is a time and its signature under a key that follows from the credential, so that nothing is stored.
/// </summary>
internal sealed class AdminCredential : IDisposable
{
    private const int KeyIterations = 200_000;
    private const int SignatureLength = 32;

    private readonly AdminOptions _options;
    private readonly TimeProvider _time;
    private readonly byte[] _digest;
    private readonly Lazy<byte[]> _key;
    private readonly PartitionedRateLimiter<string> _attempts;

    public AdminCredential(AdminOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _digest = Digest(options.Username, options.Password);

        // Slow to compute, so that a session id that leaks does not tell the password to whoever tries them all.
        _key = new Lazy<byte[]>(() => Rfc2898DeriveBytes.Pbkdf2(
            options.Password, Encoding.UTF8.GetBytes("socket.io-admin " + options.Username), KeyIterations, HashAlgorithmName.SHA256, SignatureLength));
        _attempts = PartitionedRateLimiter.Create<string, string>(address => RateLimitPartition.GetFixedWindowLimiter(
            address, _ => new FixedWindowRateLimiterOptions { PermitLimit = options.AttemptsPerMinute, Window = TimeSpan.FromMinutes(1) }));
    }

    /// <summary>Lets operators in, as a middleware.</summary>
    /// <exception cref="ConnectRefusedException">It is nobody we know, in Node's words.</exception>
    public Task CheckAsync(ConnectContext context, ConnectDelegate next)
    {
        var auth = context.Handshake.Auth;
        AuthReader.TryGetString(auth, "sessionId"u8, out var session, out _);
        if (session is not null && IsSession(session))
            return next(context);
        if (!AuthReader.TryGetString(auth, "username"u8, out var username, out _) || !AuthReader.TryGetString(auth, "password"u8, out var password, out _))
            throw new ConnectRefusedException("invalid credentials");
        using var attempt = _attempts.AttemptAcquire(context.Handshake.Address);
        if (!attempt.IsAcquired)
            throw new ConnectRefusedException("too many attempts, wait a minute");
        if (!IsPassword(username, password))
            throw new ConnectRefusedException("invalid credentials");
        context.Socket.Data.Set(new AdminLogin());
        return next(context);
    }

    /// <summary>A session id for whoever has come with the password.</summary>
    public string IssueSession()
    {
        Span<byte> session = stackalloc byte[sizeof(long) + SignatureLength];
        BinaryPrimitives.WriteInt64BigEndian(session, (_time.GetUtcNow() + _options.SessionLifetime).ToUnixTimeSeconds());
        HMACSHA256.HashData(_key.Value, session[..sizeof(long)], session[sizeof(long)..]);
        return Base64Url.EncodeToString(session);
    }

    public bool IsPassword(string username, string password) => CryptographicOperations.FixedTimeEquals(Digest(username, password), _digest);

    public bool IsSession(string text)
    {
        Span<byte> session = stackalloc byte[sizeof(long) + SignatureLength];
        if (text.Length != Base64Url.GetEncodedLength(session.Length) || !Base64Url.TryDecodeFromChars(text, session, out var length) || length != session.Length)
            return false;
        Span<byte> signature = stackalloc byte[SignatureLength];
        HMACSHA256.HashData(_key.Value, session[..sizeof(long)], signature);
        return CryptographicOperations.FixedTimeEquals(signature, session[sizeof(long)..])
            && BinaryPrimitives.ReadInt64BigEndian(session) > _time.GetUtcNow().ToUnixTimeSeconds();
    }

    public void Dispose() => _attempts.Dispose();

    // Of equal length whatever was typed, so that the comparison's time says nothing. The length keeps name and password apart.
    private static byte[] Digest(string username, string password) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{username.Length}:{username}{password}"));
}

/// <summary>The mark of a socket that came with the password, and gets a session id.</summary>
internal sealed class AdminLogin;
