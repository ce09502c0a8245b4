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
        var ports = configuration["PORTS"] ?? configuration["PORT"];
        if (string.IsNullOrWhiteSpace(ports) && configuration[WebHostDefaults.ServerUrlsKey] is { Length: > 0 } urls)
        {
            return urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        }

        var address = configuration["Server:Address"];
        if (string.IsNullOrWhiteSpace(address))
        {
            address = environment.IsDevelopment() ? "localhost" : "*";
        }

        return string.IsNullOrWhiteSpace(ports)
            ? [Url(address, DefaultPort)]
            : [.. ports
                .Split([',', ' '], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(ParsePort)
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

    private static int ParsePort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort
            ? port
            : throw new StartupException($"PORTS must be a list of port numbers such as 8766,8767; '{text}' is not one.");

    // localhost means both loopback addresses, which cannot share a port that the system chooses.
    private static string Url(string address, int port) =>
        string.Create(CultureInfo.InvariantCulture, $"http://{(port == 0 && address == "localhost" ? "127.0.0.1" : address)}:{port}");
}
