using System.Text.RegularExpressions;
using SocketIoCompat.ContractTests.Replay;

namespace SocketIoCompat.Fuzz.Connection;

/// <summary>A question whose answer comes after everything that was said before it.</summary>
internal static partial class Fence
{
    /// <summary>Asked twice: other namespaces may be a moment behind the one that answers.</summary>
    public const int Questions = 2;

    public const string Question = "42987654321[\"echo\",\"fence\"]";

    public const string Answer = "43987654321[\"fence\"]";

    /// <summary>Namespaces do not wait for each other: what each said in its own order, binary with the packet that it belongs to.</summary>
    public static IReadOnlyList<string> ByNamespace(IEnumerable<string> said)
    {
        var current = "";
        return [.. said.Select(message => (Namespace: message.StartsWith("binary ", StringComparison.Ordinal) || message.StartsWith('b') ? current : current = NamespaceOf(message), message))
            .OrderBy(entry => entry.Namespace, StringComparer.Ordinal).Select(entry => entry.message)];
    }

    /// <summary>What a server said in the form that is compared.</summary>
    public static string Normalise(string packet) => CanonicalJson.OfPacket(PacketShape.Of(packet, hasOffsets: false).Text);

    // The engine and the websocket library answer pings while an event's answer is still on its way.
    private static string NamespaceOf(string packet) => packet == "3" || packet.StartsWith("frame ", StringComparison.Ordinal) ? "frame" : Namespace().Match(packet).Groups[1].Value;

    [GeneratedRegex("^4[0-6](?:\\d+-)?(/[^,]*),")]
    private static partial Regex Namespace();
}
