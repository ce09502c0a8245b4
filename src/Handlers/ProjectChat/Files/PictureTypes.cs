namespace SocketIoCompat.Handlers.ProjectChat.Files;

/// <summary>The pictures that pages show, by how their files begin. Everything else is a file to save, whatever it says of itself.</summary>
internal static class PictureTypes
{
    /// <summary>How much of a file is needed to tell.</summary>
    public const int HeadLength = 12;

    public const string Other = "application/octet-stream";

    public static string Of(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]) ? "image/png"
        : head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg"
        : head.StartsWith("GIF8"u8) ? "image/gif"
        : head.Length >= HeadLength && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8) ? "image/webp"
        : Other;
}
