namespace SocketIoCompat.Handlers.Recordings;

/// <summary>The types that browsers record in, and how their files begin. No other is stored, and none is served that runs scripts.</summary>
internal static class RecordingTypes
{
    /// <summary>How much of a file is needed to tell its type.</summary>
    public const int HeadLength = 12;

    private static readonly Dictionary<string, (string Extension, Kind Kind)> Known = new(StringComparer.Ordinal)
    {
        ["video/webm"] = ("webm", Kind.Matroska),
        ["audio/webm"] = ("weba", Kind.Matroska),
        ["video/x-matroska"] = ("mkv", Kind.Matroska),
        ["video/mp4"] = ("mp4", Kind.Mp4),
        ["audio/mp4"] = ("m4a", Kind.Mp4),
        ["audio/ogg"] = ("ogg", Kind.Ogg),
        ["video/ogg"] = ("ogv", Kind.Ogg),
    };

    private enum Kind
    {
        Matroska,
        Mp4,
        Ogg,
    }

    /// <summary>The type without its parameters, such as <c>codecs</c>; null when it is none of ours.</summary>
    public static string? Parse(string? contentType)
    {
        // Cut by hand: browsers name their own recordings video/webm;codecs=vp8,opus, which is no valid header.
        var type = contentType?.Split(';')[0].Trim().ToLowerInvariant();
        return type is not null && Known.ContainsKey(type) ? type : null;
    }

    public static string ExtensionOf(string type) => Known.TryGetValue(type, out var known) ? known.Extension : "bin";

    /// <summary>Whether a file that begins like this is of the type that its uploader says.</summary>
    public static bool Fits(string type, ReadOnlySpan<byte> head) => Known[type].Kind switch
    {
        Kind.Matroska => head.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3]),
        Kind.Mp4 => head.Length >= 8 && head[4..].StartsWith("ftyp"u8),
        _ => head.StartsWith("OggS"u8),
    };
}
