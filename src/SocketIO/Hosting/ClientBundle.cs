using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace SocketIoCompat.Hosting;

/// <summary>Serves the JavaScript client from a folder (wire §1.3): a fixed set of names, each read, hashed and compressed once.</summary>
internal sealed class ClientBundle(string folder)
{
    private static readonly string[] Names =
    [
        "socket.io.js", "socket.io.min.js", "socket.io.msgpack.min.js", "socket.io.esm.min.js",
        "socket.io.js.map", "socket.io.min.js.map", "socket.io.msgpack.min.js.map", "socket.io.esm.min.js.map",
    ];

    private readonly ConcurrentDictionary<(string Name, string Coding), Task<BundleFile>> _files = new();

    public IEnumerable<IEndpointConventionBuilder> Map(IEndpointRouteBuilder endpoints, string path) =>
        Names.Where(name => File.Exists(Path.Combine(folder, name)))
            .Select(name => endpoints.MapMethods(
                $"/{path.Trim('/')}/{name}", [HttpMethods.Get, HttpMethods.Head], (RequestDelegate)(context => ServeAsync(context, name))));

    private async Task ServeAsync(HttpContext context, string name)
    {
        var coding = ChooseCoding(context.Request.Headers.AcceptEncoding.ToString());
        var file = await ReadAsync(name, coding);
        var headers = context.Response.Headers;
        headers.CacheControl = "public, max-age=0";
        headers.ETag = file.ETag;
        headers.Vary = HeaderNames.AcceptEncoding;
        if (context.Request.Headers.IfNoneMatch.ToString() is var known && (known == file.ETag || known == "W/" + file.ETag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = name.EndsWith(".map", StringComparison.Ordinal) ? "application/json; charset=utf-8" : "application/javascript; charset=utf-8";
        context.Response.ContentLength = file.Content.Length;
        if (coding.Length > 0)
            headers.ContentEncoding = coding;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.BodyWriter.WriteAsync(file.Content, context.RequestAborted);
    }

    private async Task<BundleFile> ReadAsync(string name, string coding)
    {
        try
        {
            return await _files.GetOrAdd((name, coding), key => BundleFile.ReadAsync(Path.Combine(folder, key.Name), key.Coding));
        }
        catch
        {
            _files.TryRemove((name, coding), out _); // so that the next request tries again
            throw;
        }
    }

    // In the order in which Node prefers them.
    private static string ChooseCoding(string accepted)
    {
        if (!StringWithQualityHeaderValue.TryParseList([accepted], out var codings))
            return string.Empty;
        foreach (var coding in (string[])["br", "gzip", "deflate"])
        {
            if (codings.Any(value => value.Value.Equals(coding, StringComparison.OrdinalIgnoreCase) && value.Quality is not 0))
                return coding;
        }

        return string.Empty;
    }

    private sealed record BundleFile(ReadOnlyMemory<byte> Content, string ETag)
    {
        public static async Task<BundleFile> ReadAsync(string path, string coding)
        {
            var content = await File.ReadAllBytesAsync(path);
            var etag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8))}\"";
            return new BundleFile(coding.Length == 0 ? content : await CompressAsync(content, coding), etag);
        }

        private static async Task<byte[]> CompressAsync(byte[] content, string coding)
        {
            var compressed = new MemoryStream();
            await using (Stream stream = coding switch
            {
                "br" => new BrotliStream(compressed, CompressionLevel.Optimal),
                "gzip" => new GZipStream(compressed, CompressionLevel.Optimal),
                _ => new ZLibStream(compressed, CompressionLevel.Optimal),
            })
            {
                await stream.WriteAsync(content);
            }

            return compressed.ToArray();
        }
    }
}
