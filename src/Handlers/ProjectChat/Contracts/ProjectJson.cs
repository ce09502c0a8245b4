using System.Text.Encodings.Web;
using System.Text.Json;

namespace SocketIoCompat.Handlers.ProjectChat.Contracts;

/// <summary>JSON as the project chat's pages read it.</summary>
internal static class ProjectJson
{
    /// <summary>Snake case, and text written as JSON.stringify writes it.</summary>
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A member that is text; null when it is missing or something else.</summary>
    public static string? Text(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var value) ||
            value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null; // half a surrogate pair
        }
    }
}
