using System.Diagnostics.CodeAnalysis;
using SocketIoCompat.Handlers.Classroom.Contracts;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary>What a chat message may be.</summary>
internal static class ChatRules
{
    private const int MaxFileNameLength = 255;

    /// <summary>False for a message that is refused as a whole.</summary>
    public static bool Allow([NotNullWhen(true)] ChatSend? message, ClassroomOptions options) =>
        message is { SessionId: { } sessionId, Text: { } text } &&
        ClassroomIds.IsValid(sessionId) &&
        (text.Length > 0 || !string.IsNullOrEmpty(message.FileUrl)) &&
        AllowText(text, options) &&
        AllowText(message.Correction, options) &&
        AllowFile(message, options);

    // A database's text ends at U+0000.
    private static bool AllowText(string? text, ClassroomOptions options) =>
        text is null || (text.Length <= options.MaxTextLength && !text.Contains('\0', StringComparison.Ordinal));

    private static bool AllowFile(ChatSend message, ClassroomOptions options) =>
        (string.IsNullOrEmpty(message.FileUrl) ||
            (message.FileUrl.Length <= options.MaxAttachmentBytes && IsHarmless(message.FileUrl))) &&
        (message.FileName is null ||
            (message.FileName.Length <= MaxFileNameLength && !message.FileName.Contains('\0', StringComparison.Ordinal))) &&
        message.FileType is null or "image" or "file" &&
        message.FileSize is null or >= 0;

    // Clients put the address into links and images: no scheme that runs as a script, and nothing that has to be escaped,
    // so that its length is its size.
    private static bool IsHarmless(string url) =>
        (url.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ||
         url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ||
         url.StartsWith("http://", StringComparison.OrdinalIgnoreCase)) &&
        !url.AsSpan().ContainsAnyExceptInRange('!', '~') &&
        !url.AsSpan().ContainsAny('"', '\\');
}
