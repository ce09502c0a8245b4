using System.Text.Json;

namespace SocketIoCompat.Handlers.Systems;

/// <summary>Reads objects that anybody may have sent.</summary>
internal static class PeerJson
{
    /// <summary>
    /// The object; null for what is none, and for one without <see cref="HasReadableNames">readable names</see>.
    /// </summary>
    public static JsonElement? TryParse(ReadOnlySpan<byte> json)
    {
        try
        {
            var element = JsonElement.Parse(json);
            return element.ValueKind == JsonValueKind.Object && HasReadableNames(element) ? element : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether no member of an object has half a surrogate pair in its name: looking for any member reads the names of others, and would
    /// throw at whoever looks. What is no object has no names.
    /// </summary>
    public static bool HasReadableNames(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return true;
        }

        try
        {
            foreach (var member in element.EnumerateObject())
            {
                _ = member.Name;
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
