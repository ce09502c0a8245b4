using System.Net;
using StackExchange.Redis;

namespace SocketIoCompat.Redis;

/// <summary>Where Redis is and how to get in.</summary>
internal sealed record RedisEndpoint(string Host, int Port, string? User, string? Password, int Database, bool UseTls)
{
    private const int DefaultPort = 6379;

    /// <summary>Reads <c>redis://[user][:password]@host[:port][/database]</c>, <c>rediss://…</c>, or StackExchange.Redis's own form.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static RedisEndpoint Parse(string text)
    {
        if (!text.Contains("://", StringComparison.Ordinal))
            return FromOptions(ConfigurationOptions.Parse(text));
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("redis" or "rediss") || url.Host.Length == 0)
            throw new FormatException("The address of Redis must look like redis://user:password@host:6379/0, or rediss://… for TLS.");

        var credentials = url.UserInfo.Split(':', 2);
        var database = 0;
        if (url.AbsolutePath.Trim('/') is { Length: > 0 } path && (!int.TryParse(path, System.Globalization.CultureInfo.InvariantCulture, out database) || database < 0))
            throw new FormatException($"The address of Redis names the database '{path}', which is no number.");
        return new RedisEndpoint(
            url.Host.Trim('[', ']'),
            url.Port > 0 ? url.Port : DefaultPort,
            NullIfEmpty(Uri.UnescapeDataString(credentials[0])),
            credentials.Length > 1 ? NullIfEmpty(Uri.UnescapeDataString(credentials[1])) : null,
            database,
            url.Scheme == "rediss");
    }

    /// <summary>Whether a user other than Redis's default one is named.</summary>
    public bool HasNamedUser => User is not (null or "default");

    /// <summary>For StackExchange.Redis, whose version 1.2 can say a password but no user.</summary>
    public ConfigurationOptions ToOptions()
    {
        var options = new ConfigurationOptions
        {
            AbortOnConnectFail = false,
            ConnectTimeout = 5000,
            ConnectRetry = 1,
            KeepAlive = 10,
            Ssl = UseTls,
            Password = Password,
            DefaultDatabase = Database,
            ClientName = "SocketIoCompat",
        };
        if (UseTls)
            options.SslHost = Host;
        options.EndPoints.Add(Host, Port);
        return options;
    }

    public override string ToString() => $"{Host}:{Port}";

    private static RedisEndpoint FromOptions(ConfigurationOptions options)
    {
        if (options.EndPoints.Count == 0)
            throw new FormatException("The address of Redis names no host.");
        var (host, port) = options.EndPoints[0] switch
        {
            DnsEndPoint dns => (dns.Host, dns.Port),
            IPEndPoint ip => (ip.Address.ToString(), ip.Port),
            _ => throw new FormatException("The address of Redis must be a host name or an IP address."),
        };
        return new RedisEndpoint(host, port > 0 ? port : DefaultPort, null, options.Password, options.DefaultDatabase ?? 0, options.Ssl);
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
