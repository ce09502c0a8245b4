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
        text.Length <= options.MaxTextLength &&
        (text.Length > 0 || message.FileUrl is not null) &&
        (message.Correction is null || message.Correction.Length <= options.MaxTextLength) &&
        AllowFile(message, options);

    private static bool AllowFile(ChatSend message, ClassroomOptions options) =>
        (message.FileUrl is null || (message.FileUrl.Length <= options.MaxAttachmentBytes && IsHarmless(message.FileUrl))) &&
        message.FileName is null or { Length: <= MaxFileNameLength } &&
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
