using System.Text.Json;

namespace SocketIoCompat.Handlers.Systems;

/// <summary>Reads objects that anybody may have sent.</summary>
internal static class PeerJson
{
    /// <summary>
    /// The object; null for what is none, and for one with half a surrogate pair in a name of its members: looking for any member reads
    /// the names of others, and would throw at whoever looks.
    /// </summary>
    public static JsonElement? TryParse(ReadOnlySpan<byte> json)
    {
        try
        {
            var element = JsonElement.Parse(json);
            if (element.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            foreach (var member in element.EnumerateObject())
            {
                _ = member.Name;
            }

            return element;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
