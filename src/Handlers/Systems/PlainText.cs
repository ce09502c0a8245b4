namespace SocketIoCompat.Handlers.Systems;

/// <summary>What people write and others see. It is relayed as text and never as markup; what no text has is refused.</summary>
internal static class PlainText
{
    private const int MaxNameLength = 256;

    /// <summary>A name, an address, a subject: one line, not empty.</summary>
    public static bool IsShort(string? text) =>
        text is { Length: > 0 and <= MaxNameLength } &&
        !string.IsNullOrWhiteSpace(text) &&
        !text.Any(char.IsControl) &&
        text.IsWellFormed();

    /// <summary>A message: more than white space, and no control characters but those of lines.</summary>
    public static bool IsMessage(string? text, int maxLength) =>
        text is { Length: > 0 } &&
        text.Length <= maxLength &&
        !string.IsNullOrWhiteSpace(text) &&
        !text.Any(static c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) &&
        text.IsWellFormed();

    private static bool IsWellFormed(this string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && (!char.IsHighSurrogate(text[i]) || ++i == text.Length || !char.IsLowSurrogate(text[i])))
            {
                return false;
            }
        }

        return true;
    }
}
