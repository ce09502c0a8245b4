using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace SocketIoCompat.Namespaces;

/// <summary>Reads single members of the <c>auth</c> object. Total: a client may have written anything.</summary>
internal static class AuthReader
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 1000 }; // the packet's own limit was kept before

    /// <summary>False when there is no such member, or it is no text that .NET can hold.</summary>
    /// <param name="auth">The object.</param>
    /// <param name="name">The member's name.</param>
    /// <param name="text">The member's value.</param>
    /// <param name="isPresent">Whether there is such a member, and it is not null.</param>
    public static bool TryGetString(RawValue auth, ReadOnlySpan<byte> name, [NotNullWhen(true)] out string? text, out bool isPresent)
    {
        text = null;
        isPresent = false;
        try
        {
            using var document = JsonDocument.Parse(auth.Json, Options);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty(name, out var value))
                return false;
            isPresent = value.ValueKind != JsonValueKind.Null;
            text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            isPresent = true; // half a surrogate pair, for instance: something is there, and nobody issued it
        }

        return text is not null;
    }
}
