using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SocketIoCompat.Handlers.Storage;

/// <summary>Text of people as databases take it: JavaScript's may have halves of characters, which no database stores.</summary>
internal static class StoredText
{
    /// <summary>The text with U+FFFD in the place of each half of a surrogate pair.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Of(string? text) =>
        text is null || !text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? text : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
