using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Cors.Infrastructure;
using SocketIoCompat.Engine;
using SocketIoCompat.Redis;

namespace SocketIoCompat.ConformanceHost;

/// <summary>The command line, the same as the reference server's.</summary>
internal sealed class HostFlags
{
    private static readonly HashSet<string> Known =
    [
        "port", "path", "ping-interval", "ping-timeout", "max-payload", "connect-timeout", "cors", "cookie", "name", "quiet", "app",
        "eio3", "recovery", "trust-proxy", "deflate", "parser", "adapter", "redis", "subscription-mode", "stream-count", "specific-response-channel",
        "admin",
    ];

    private readonly Dictionary<string, string> _values;

    private HostFlags(Dictionary<string, string> values) => _values = values;

    public int Port => GetInt32("port", App == "socketio-client" ? 3210 : 3000);

    public string App => _values.GetValueOrDefault("app", "conformance");

    public string Path => _values.GetValueOrDefault("path", "/socket.io/");

    public bool Quiet => _values.ContainsKey("quiet");

    public bool AllowEIO3 => _values.ContainsKey("eio3");

    public static bool TryParse(string[] args, [NotNullWhen(true)] out HostFlags? flags, [NotNullWhen(false)] out string? problem)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        flags = null;
        problem = null;
        for (var i = 0; i < args.Length && problem is null; i++)
        {
            var name = args[i].StartsWith("--", StringComparison.Ordinal) ? args[i][2..] : "";
            if (!Known.Contains(name))
                problem = $"There is no flag {args[i]}.";
            values[name] = i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal) ? args[++i] : "";
        }

        problem ??= Unsupported(values) ?? NotANumber(values);
        if (problem is not null)
            return false;
        flags = new HostFlags(values);
        return true;
    }

    public void Apply(SocketIOOptions options)
    {
        options.AllowEIO3 = AllowEIO3;
        options.PingInterval = GetMilliseconds("ping-interval", 25_000);
        options.PingTimeout = GetMilliseconds("ping-timeout", 20_000);
        options.ConnectTimeout = GetMilliseconds("connect-timeout", 45_000);
        options.MaxPayload = GetInt32("max-payload", 1_000_000);
        options.MaxPayloadBeforeAdmission = Math.Min(options.MaxPayloadBeforeAdmission, options.MaxPayload);
        if (App == "socketio-client")
            SocketIOClientApp.Apply(options);
        var bundle = System.IO.Path.Combine(AppContext.BaseDirectory, "client-dist");
        if (Directory.Exists(bundle))
            options.ClientBundleFolder = bundle;
        if (_values.ContainsKey("parser"))
            options.Parser = SocketIOParsers.MessagePack;
        if (_values.ContainsKey("recovery"))
            options.ConnectionStateRecovery = new ConnectionStateRecoveryOptions { MaxDisconnectionDuration = GetMilliseconds("recovery", 0) };
        if (_values.ContainsKey("deflate"))
            options.PerMessageDeflate = new PerMessageDeflateOptions();
        if (_values.TryGetValue("cookie", out var name))
        {
            options.Cookie = EngineCookie.CreateDefault();
            options.Cookie.Name = name;
        }
    }

    /// <summary>The proxy whose forwarded headers count; null for none.</summary>
    public IPAddress? TrustedProxy => _values.TryGetValue("trust-proxy", out var address) ? IPAddress.Parse(address) : null;

    /// <summary>What this server calls itself.</summary>
    public string Name => _values.GetValueOrDefault("name", "node");

    /// <summary>Whether operators are let in.</summary>
    public bool HasAdmin => _values.ContainsKey("admin");

    public bool IsClustered => _values.ContainsKey("adapter");

    public void Apply(RedisAdapterOptions options)
    {
        options.ConnectionString = _values.GetValueOrDefault("redis", "127.0.0.1:6379");
        options.Kind = _values["adapter"] switch
        {
            "redis-sharded" => RedisAdapterKind.Sharded,
            "redis-streams" => RedisAdapterKind.Streams,
            _ => RedisAdapterKind.Classic,
        };
        options.SubscriptionMode = _values.GetValueOrDefault("subscription-mode") switch
        {
            "static" => RedisSubscriptionMode.Static,
            "dynamic-private" => RedisSubscriptionMode.DynamicPrivate,
            _ => RedisSubscriptionMode.Dynamic,
        };
        options.StreamCount = GetInt32("stream-count", 1);
        options.PublishOnSpecificResponseChannel = _values.ContainsKey("specific-response-channel");
    }

    public void Apply(AdminOptions options)
    {
        options.Username = "admin";
        options.Password = "correct horse battery";
        options.ShowsDetails = _values["admin"] != "production";
        options.IsReadOnly = _values["admin"] == "readonly";
        options.AttemptsPerMinute = 1000;
    }

    public void ApplyCors(CorsPolicyBuilder policy)
    {
        policy.AllowAnyMethod().AllowAnyHeader();
        if (_values.TryGetValue("cors", out var origin))
            policy.WithOrigins(origin).AllowCredentials();
        else
            policy.AllowAnyOrigin();
    }

    private static string? Unsupported(Dictionary<string, string> values)
    {
        if (values.GetValueOrDefault("app", "conformance") is var app && app is not ("conformance" or "socketio-client" or "engineio-client"))
            return $"There is no app {app}: they are conformance, socketio-client and engineio-client.";
        if (values.GetValueOrDefault("parser", "msgpack") is var parser && parser != "msgpack")
            return $"There is no parser {parser}: there is msgpack.";
        if (values.TryGetValue("adapter", out var adapter) && adapter is not ("redis" or "redis-sharded" or "redis-streams"))
            return $"There is no adapter {adapter}: there are redis, redis-sharded and redis-streams.";
        if (values.GetValueOrDefault("admin", "development") is not ("development" or "production" or "readonly"))
            return "--admin wants development, production or readonly.";
        return values.GetValueOrDefault("subscription-mode", "dynamic") is not ("static" or "dynamic" or "dynamic-private")
            ? "--subscription-mode wants static, dynamic or dynamic-private."
            : null;
    }

    private static string? NotANumber(Dictionary<string, string> values)
    {
        foreach (var name in (string[])["port", "ping-interval", "ping-timeout", "max-payload", "connect-timeout", "recovery", "stream-count"])
        {
            if (values.TryGetValue(name, out var value) && !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                return $"--{name} wants a whole number, not '{value}'.";
        }

        return null;
    }

    private TimeSpan GetMilliseconds(string name, int fallback) => TimeSpan.FromMilliseconds(GetInt32(name, fallback));

    private int GetInt32(string name, int fallback) =>
        _values.TryGetValue(name, out var value) ? int.Parse(value, CultureInfo.InvariantCulture) : fallback;
}
