using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace SocketIoCompat.Server;

/// <summary>Where the server listens, out of PORTS, PORT, ASPNETCORE_URLS and Kestrel's own section.</summary>
internal static class ListenAddresses
{
    private const int DefaultPort = 8766;

    /// <summary>The addresses for Kestrel. PORTS wins over PORT, PORT over URLs; without any of them it is port 8766.</summary>
    public static IReadOnlyList<string> Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var setting = string.IsNullOrWhiteSpace(configuration["PORTS"]) ? "PORT" : "PORTS";
        var ports = configuration[setting];
        if (string.IsNullOrWhiteSpace(ports) && configuration[WebHostDefaults.ServerUrlsKey] is { Length: > 0 } urls)
        {
            return Split(urls, "ASPNETCORE_URLS", "addresses such as http://localhost:8766", ';');
        }

        var address = configuration["Server:Address"];
        if (string.IsNullOrWhiteSpace(address))
        {
            address = environment.IsDevelopment() ? "localhost" : "*";
        }

        return string.IsNullOrWhiteSpace(ports)
            ? [Url(address, DefaultPort)]
            : [.. Split(ports, setting, "port numbers such as 8766,8767", ',', ' ')
                .Select(port => ParsePort(setting, port))
                .Distinct()
                .Select(port => Url(address, port))];
    }

    /// <summary>Development lets anybody be anyone, so it must not be reachable from other machines by accident.</summary>
    /// <exception cref="StartupException">An address is not loopback, in Development and without ALLOW_INSECURE=1.</exception>
    public static void RequireLoopbackInDevelopment(
        IReadOnlyList<string> addresses, IConfiguration configuration, IHostEnvironment environment)
    {
        if (!environment.IsDevelopment() || configuration["ALLOW_INSECURE"] is "1" or "true")
        {
            return;
        }

        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(e => e["Url"]).OfType<string>();
        if (addresses.Concat(endpoints).FirstOrDefault(a => !IsLoopback(a)) is { } open)
        {
            throw new StartupException(
                $"Development accepts anybody as anyone, so it listens on loopback addresses only, which {open} is not: " +
                "set ALLOW_INSECURE=1 to listen there all the same, or ASPNETCORE_ENVIRONMENT=Production.");
        }
    }

    private static bool IsLoopback(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.IsUnixPipe || address.IsNamedPipe ||
                address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ||
                (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
        }
        catch (FormatException exception)
        {
            throw new StartupException($"{url} is not an address to listen on, such as http://localhost:8766.", exception);
        }
    }

    // Kestrel without an address would listen on a port of its own choice.
    private static string[] Split(string list, string setting, string what, params char[] separators) =>
        list.Split(separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } entries
            ? entries
            : throw new StartupException($"{setting} must be a list of {what}; '{list}' names none.");

    private static int ParsePort(string setting, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort
            ? port
            : throw new StartupException($"{setting} must be a list of port numbers such as 8766,8767; '{text}' is not one.");

    // localhost means both loopback addresses, which cannot share a port that the system chooses.
    private static string Url(string address, int port) =>
        string.Create(CultureInfo.InvariantCulture, $"http://{(port == 0 && address == "localhost" ? "127.0.0.1" : address)}:{port}");
}
