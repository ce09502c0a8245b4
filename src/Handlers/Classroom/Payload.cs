using System.Text.Json;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary>
/// Reads what a client sent as the one argument of an event. Wrong data is an answer here and no exception,
/// because most events have a refusal of their own for it.
/// </summary>
internal static class Payload
{
    /// <summary>The object; null when the argument is missing or is not such an object.</summary>
    public static T? Read<T>(RawValue? payload)
        where T : class
    {
        if (payload is null || payload.Json.IsEmpty || payload.Json.Span[0] != (byte)'{')
        {
            return null;
        }

        try
        {
            return payload.Deserialize<T>();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>The text; null when the value is missing, no text, or text that .NET cannot hold.</summary>
    public static string? ReadText(RawValue? value)
    {
        if (value is null || value.Json.IsEmpty || value.Json.Span[0] != (byte)'"')
        {
            return null;
        }

        try
        {
            return value.Deserialize<string>();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Whether there is no such member, or it is <c>null</c>.</summary>
    public static bool IsMissing(RawValue? value) => value is null || value.Json.Span.SequenceEqual("null"u8);

    /// <summary>A value that may be passed on: there, of an allowed size, and without binary attachments.</summary>
    public static bool IsRelayable(RawValue? value, int maxBytes) =>
        value is not null && value.Json.Length <= maxBytes && value.Attachments.Count == 0;

    /// <summary>As <see cref="IsRelayable"/>, and an object.</summary>
    public static bool IsRelayableObject(RawValue? value, int maxBytes) =>
        IsRelayable(value, maxBytes) && value!.Json.Span[0] == (byte)'{';
}
