using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace SocketIoCompat.Engine.Transports;

/// <summary>Chooses between the content codings of the reference by Accept-Encoding (RFC 9110, 12.5.3).</summary>
internal static class ContentCoding
{
    public const string GZip = "gzip";
    public const string Deflate = "deflate";

    /// <summary>The one that the client likes best, of equals the first it names; null when it accepts neither.</summary>
    public static string? Choose(StringValues acceptEncoding)
    {
        if (!StringWithQualityHeaderValue.TryParseList(acceptEncoding, out var accepted))
            return null;
        string? best = null;
        var bestQuality = 0.0;
        foreach (var value in accepted)
        {
            var coding = GetCoding(value.Value, accepted);
            var quality = value.Quality ?? 1;
            if (coding == null || quality <= bestQuality)
                continue;
            best = coding;
            bestQuality = quality;
        }
        return best;
    }

    private static string? GetCoding(StringSegment name, IList<StringWithQualityHeaderValue> accepted)
    {
        if (name.Equals(GZip, StringComparison.OrdinalIgnoreCase))
            return GZip;
        if (name.Equals(Deflate, StringComparison.OrdinalIgnoreCase))
            return Deflate;
        // The star stands for what is not named.
        if (!name.Equals("*", StringComparison.Ordinal))
            return null;
        return !IsNamed(GZip, accepted) ? GZip : !IsNamed(Deflate, accepted) ? Deflate : null;
    }

    private static bool IsNamed(string coding, IList<StringWithQualityHeaderValue> accepted) =>
        accepted.Any(value => value.Value.Equals(coding, StringComparison.OrdinalIgnoreCase));
}
