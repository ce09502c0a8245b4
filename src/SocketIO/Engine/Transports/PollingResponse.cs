using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace SocketIoCompat.Engine.Transports;

/// <summary>The answers to polling requests, with the reference's headers.</summary>
internal static class PollingResponse
{
    private static readonly ReadOnlyMemory<byte> Ok = "ok"u8.ToArray();

    /// <summary>Answers a GET. The batch stays the caller's.</summary>
    public static Task WriteAsync(HttpContext context, EngineSession session, in OutboundBatch batch)
    {
        var response = context.Response;
        var format = session.PollingFormat;
        var options = session.Server.Options;
        response.ContentType = format.GetContentType(batch);
        AddHeaders(context, options);
        var length = format.GetLength(batch);
        if (options.HttpCompression && length >= options.HttpCompressionThreshold && batch.MayCompress
            && ContentCoding.Choose(context.Request.Headers.AcceptEncoding) is { } coding)
        {
            response.Headers.ContentEncoding = coding;
            return WriteCompressedAsync(response, coding, format, batch);
        }
        response.ContentLength = length;
        format.Write(response.BodyWriter, batch);
        return FlushAsync(response.BodyWriter);
    }

    /// <summary>Answers a POST.</summary>
    public static async Task WriteOkAsync(HttpContext context, EngineOptions options)
    {
        var response = context.Response;
        response.ContentType = "text/html";
        response.ContentLength = Ok.Length;
        AddHeaders(context, options);
        await response.BodyWriter.WriteAsync(Ok);
    }

    private static async Task FlushAsync(PipeWriter writer) => await writer.FlushAsync();

    private static async Task WriteCompressedAsync(HttpResponse response, string coding, PollingFormat format, OutboundBatch batch)
    {
        // HTTP's "deflate" is the zlib format.
        await using Stream compressor = string.Equals(coding, ContentCoding.GZip, StringComparison.Ordinal)
            ? new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true)
            : new ZLibStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
        var writer = PipeWriter.Create(compressor, new StreamPipeWriterOptions(leaveOpen: true));
        format.Write(writer, batch);
        await writer.CompleteAsync();
    }

    private static void AddHeaders(HttpContext context, EngineOptions options)
    {
        context.Response.Headers.CacheControl = "no-store";
        // Old Internet Explorers take a payload for an attack.
        var agent = context.Request.Headers.UserAgent.ToString();
        if (agent.Contains(";MSIE", StringComparison.Ordinal) || agent.Contains("Trident/", StringComparison.Ordinal))
            context.Response.Headers.XXSSProtection = "0";
        options.OnHeaders?.Invoke(context);
    }
}
