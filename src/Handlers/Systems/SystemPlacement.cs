using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace SocketIoCompat.Handlers.Systems;

/// <summary>
/// Where one of the documented systems is found: the settings <c>Enabled</c>, <c>Namespace</c>, <c>Paths</c> and <c>Ports</c> of its
/// section of the configuration. They decide before a connection is handled and do not change while the server runs.
/// </summary>
/// <param name="System">The system's name, that of its section.</param>
/// <param name="IsEnabled">Whether it is there at all. Default true.</param>
/// <param name="Namespace">Its namespace. Default <c>/</c>, which is all that the documented pages know.</param>
/// <param name="Paths">The paths that belong to it (and to others that name them too); none, the default, for the one that all share.</param>
/// <param name="Ports">The ports that belong to it likewise.</param>
internal sealed record SystemPlacement(
    string System, bool IsEnabled, string Namespace, IReadOnlyList<string> Paths, IReadOnlyList<int> Ports)
{
    private const string Root = "/";

    /// <summary>Whether paths or ports belong to the system, so that it is found nowhere else.</summary>
    public bool IsPinned => Paths.Count > 0 || Ports.Count > 0;

    /// <summary>Everywhere, as without any configuration.</summary>
    public static SystemPlacement Everywhere(string system) => new(system, true, Root, [], []);

    /// <summary>Reads the settings of a system.</summary>
    /// <exception cref="OptionsValidationException">One of them cannot be.</exception>
    public static SystemPlacement Read(IConfiguration section, string system)
    {
        var placement = new SystemPlacement(
            system,
            Enabled(section, system),
            section["Namespace"] is { Length: > 0 } name ? name : Root,
            [.. List(section, "Paths").Select(p => p.TrimEnd('/'))],
            [.. List(section, "Ports").Select(p => Port(p, system))]);
        Require(placement.Namespace.StartsWith('/'), system, "Namespace must start with a slash.");
        Require(placement.Paths.All(p => p.Length > 1 && p[0] == '/'), system, "Paths must be paths such as /supportly/socket.io.");
        return placement;
    }

    /// <summary>Whether a connection came to one of the system's own paths or ports.</summary>
    public bool Owns(Handshake handshake) =>
        (Ports.Count > 0 && Ports.Contains(handshake.LocalPort)) || (Paths.Count > 0 && Paths.Any(p => IsAt(handshake.Url, p)));

    private static bool IsAt(string url, string path)
    {
        var end = url.IndexOf('?', StringComparison.Ordinal);
        var here = Uri.UnescapeDataString(end < 0 ? url : url[..end]);
        return here.TrimEnd('/').Equals(path, StringComparison.OrdinalIgnoreCase);
    }

    private static bool Enabled(IConfiguration section, string system)
    {
        var text = section["Enabled"];
        var isEnabled = true;
        Require(string.IsNullOrEmpty(text) || bool.TryParse(text, out isEnabled), system, "Enabled must be true or false.");
        return isEnabled;
    }

    private static IEnumerable<string> List(IConfiguration section, string name) =>
        section[name] is { } text
            ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : section.GetSection(name).GetChildren().Select(c => c.Value).OfType<string>();

    private static int Port(string text, string system)
    {
        var isPort = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536;
        Require(isPort, system, "Ports must be port numbers such as 3000.");
        return port;
    }

    private static void Require(bool condition, string system, string sentence)
    {
        if (!condition)
        {
            throw new OptionsValidationException(system, typeof(SystemPlacement), [$"{system}:{sentence}"]);
        }
    }
}
