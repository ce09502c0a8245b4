using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace SocketIoCompat.Server;

/// <summary>
/// What one address may do, out of the section <c>AddressLimits</c>: open connections, have requests under way (a websocket is one for as long
/// as it lasts, a polling client has one), and try to sign in. More is answered with 429.
/// </summary>
internal sealed class AddressLimits
{
    // An IPv6 client has a network of this size to itself.
    private const int ClientPrefixBytes = 8;

    /// <summary>New sessions and websockets each second in the long run. Default 50; 0 for no limit.</summary>
    public int ConnectionsPerSecond { get; set; } = 50;

    /// <summary>New sessions and websockets at once: a class behind one address that comes back after a break. Default 1000.</summary>
    public int ConnectionBurst { get; set; } = 1000;

    /// <summary>Requests under way, websockets included. Default 5000; 0 for no limit.</summary>
    public int ConcurrentRequests { get; set; } = 5000;

    /// <summary>Sign-ins and registrations each minute. Default 30, in Development 0: no limit.</summary>
    public int SignInsPerMinute { get; set; } = 30;

    /// <summary>Reads the section and adds ASP.NET Core's rate limiter with these limits.</summary>
    /// <exception cref="StartupException">A limit cannot be.</exception>
    public static void Add(IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        var limits = new AddressLimits();
        if (environment.IsDevelopment())
            limits.SignInsPerMinute = 0;
        configuration.GetSection(nameof(AddressLimits)).Bind(limits);
        if (limits is not { ConnectionsPerSecond: >= 0, ConnectionBurst: > 0, ConcurrentRequests: >= 0, SignInsPerMinute: >= 0 })
            throw new StartupException("AddressLimits must not be negative, and ConnectionBurst must be above zero.");
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = TellWhen;
            limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(
                limits.ConcurrentLimiter(), limits.ConnectionLimiter(), limits.SignInLimiter());
        });
    }

    private PartitionedRateLimiter<HttpContext> ConcurrentLimiter() => Create(
        context => ConcurrentRequests > 0 && !HttpMethods.IsOptions(context.Request.Method),
        _ => new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = ConcurrentRequests, QueueLimit = 0 }));

    private PartitionedRateLimiter<HttpContext> ConnectionLimiter() => Create(
        context => ConnectionsPerSecond > 0 && OpensConnection(context.Request),
        _ => new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = ConnectionBurst,
            TokensPerPeriod = ConnectionsPerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        }));

    private PartitionedRateLimiter<HttpContext> SignInLimiter() => Create(
        context => SignInsPerMinute > 0 && SignsIn(context.Request),
        _ => new SlidingWindowRateLimiter(new SlidingWindowRateLimiterOptions
        {
            PermitLimit = SignInsPerMinute,
            Window = TimeSpan.FromMinutes(1),
            SegmentsPerWindow = 6,
            QueueLimit = 0,
        }));

    private static PartitionedRateLimiter<HttpContext> Create(Func<HttpContext, bool> counts, Func<string, RateLimiter> create) =>
        PartitionedRateLimiter.Create<HttpContext, string>(context =>
            counts(context) ? RateLimitPartition.Get(ClientOf(context.Connection.RemoteIpAddress), create) : RateLimitPartition.GetNoLimiter(string.Empty));

    // The first request of a session has no sid; every other websocket is one by itself.
    private static bool OpensConnection(HttpRequest request) =>
        request.Query.ContainsKey("EIO")
            ? !request.Query.ContainsKey("sid")
            : request.Headers.Upgrade.Count > 0 || HttpMethods.IsConnect(request.Method);

    private static bool SignsIn(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) && request.Path.Value is { } path
            && (path.EndsWith("/login", StringComparison.OrdinalIgnoreCase) || path.EndsWith("/register", StringComparison.OrdinalIgnoreCase)
                || path.EndsWith("/sign-in", StringComparison.OrdinalIgnoreCase));

    internal static string ClientOf(IPAddress? address)
    {
        if (address is null)
            return "unknown";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6)
            return address.ToString();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[ClientPrefixBytes..].Clear();
        return new IPAddress(bytes).ToString();
    }

    private static ValueTask TellWhen(OnRejectedContext context, CancellationToken cancellationToken)
    {
        if (context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after))
            context.HttpContext.Response.Headers.RetryAfter = Math.Max(1, (int)after.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return default;
    }
}
