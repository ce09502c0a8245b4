using System.Net.Http.Headers;
using System.Text;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary>An attachment's bytes and media type, out of the data URL it was sent as (RFC 2397).</summary>
internal sealed record DataUrl(string MediaType, byte[] Bytes)
{
    /// <summary>Null when the text is not a well-formed data URL.</summary>
    public static DataUrl? Parse(string url)
    {
        const string Scheme = "data:";
        var comma = url.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || !url.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var head = url[Scheme.Length..comma];
        const string Base64 = ";base64";
        var isBase64 = head.EndsWith(Base64, StringComparison.OrdinalIgnoreCase);
        var type = isBase64 ? head[..^Base64.Length] : head;
        var mediaType = MediaTypeHeaderValue.TryParse(type, out var parsed) && parsed.MediaType is { } known ? known : "text/plain";
        if (!isBase64)
        {
            return new DataUrl(mediaType, Encoding.UTF8.GetBytes(Uri.UnescapeDataString(url[(comma + 1)..])));
        }

        var bytes = new byte[(url.Length - comma) / 4 * 3 + 3];
        return Convert.TryFromBase64Chars(url.AsSpan(comma + 1), bytes, out var written)
            ? new DataUrl(mediaType, bytes[..written])
            : null;
    }
}
