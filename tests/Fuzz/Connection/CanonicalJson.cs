using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SocketIoCompat.Fuzz.Connection;

/// <summary>
/// What JSON means to JavaScript, in one form: members sorted, the last of several with one name, numbers as doubles. The
/// reference writes anew what it relays, ours does not, and a client must not be able to tell.
/// </summary>
internal static class CanonicalJson
{
    private const int MaxDepth = 4096;

    /// <summary>The JSON that a packet ends with in canonical form; the packet as it is when there is none.</summary>
    public static string OfPacket(string packet)
    {
        var at = packet.AsSpan().IndexOfAny("[{\"");
        if (at < 0)
            return packet;
        try
        {
            using var json = JsonDocument.Parse(packet.AsMemory(at), new JsonDocumentOptions { MaxDepth = MaxDepth });
            var canonical = new StringBuilder(packet, 0, at, packet.Length + 16);
            Write(canonical, json.RootElement);
            return canonical.ToString();
        }
        catch (JsonException)
        {
            return packet;
        }
    }

    private static void Write(StringBuilder to, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(to, value);
                break;
            case JsonValueKind.Array:
                to.Append('[');
                foreach (var item in value.EnumerateArray())
                {
                    Write(to, item);
                    to.Append(',');
                }

                to.Append(']');
                break;
            case JsonValueKind.Number:
                var number = double.Parse(value.GetRawText(), CultureInfo.InvariantCulture);
                to.Append(double.IsFinite(number) ? (number + 0d).ToString("R", CultureInfo.InvariantCulture) : "null");
                break;
            case JsonValueKind.String:
                WriteString(to, value.GetRawText());
                break;
            default:
                to.Append(value.GetRawText());
                break;
        }
    }

    private static void WriteObject(StringBuilder to, JsonElement value)
    {
        var members = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            var name = new StringBuilder();
            WriteString(name, RawName(member));
            members[name.ToString()] = member.Value;
        }

        to.Append('{');
        foreach (var (name, member) in members)
        {
            to.Append(name).Append(':');
            Write(to, member);
            to.Append(',');
        }

        to.Append('}');
    }

    // JsonProperty.Name throws for half a surrogate pair, which JavaScript allows.
    private static string RawName(JsonProperty member)
    {
        var raw = member.ToString().AsSpan().TrimStart();
        var end = 1;
        while (raw[end] != '"')
            end += raw[end] == '\\' ? 2 : 1;
        return raw[..(end + 1)].ToString();
    }

    /// <summary>A string's UTF-16 units, each that is not plain ASCII as \uXXXX.</summary>
    private static void WriteString(StringBuilder to, string raw)
    {
        for (var i = 0; i < raw.Length; i++)
        {
            var unit = raw[i];
            if (unit == '\\')
            {
                i++;
                unit = raw[i] switch
                {
                    'u' => (char)int.Parse(raw.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                    'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t',
                    var other => other,
                };
                i += raw[i] == 'u' ? 4 : 0;
                to.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
            }
            else if (unit is >= ' ' and < (char)0x7f && (unit != '"' || i == 0 || i == raw.Length - 1))
            {
                to.Append(unit);
            }
            else
            {
                to.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
            }
        }
    }
}
