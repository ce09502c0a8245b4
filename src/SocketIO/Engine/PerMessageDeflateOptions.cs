using System.IO.Compression;

namespace SocketIoCompat.Engine;

/// <summary>
/// How websocket messages are compressed (permessage-deflate, RFC 7692) with clients that offer it. Compressing costs about
/// 10 microseconds for each KiB; a broadcast is compressed once for all clients. Do not compress secrets together with text
/// that others choose: the length tells of the content.
/// </summary>
public sealed class PerMessageDeflateOptions
{
    /// <summary>The smallest message that is compressed, in bytes. Default 1024, as in Engine.IO: below it compressing costs more than it saves.</summary>
    public int Threshold { get; set; } = 1024;

    /// <summary>How hard to try. Default <see cref="CompressionLevel.Optimal"/>, which is zlib's level 6 as in Node.</summary>
    public CompressionLevel Level { get; set; } = CompressionLevel.Optimal;

    /// <summary>
    /// Whether a message may refer back to those sent before it. Default false, as in Engine.IO: it saves more bytes, but holds
    /// about 270 KB for each connection, and each client's copy of a broadcast is compressed for itself.
    /// </summary>
    public bool ServerContextTakeover { get; set; }

    /// <summary>Whether a client's message may refer back to those received before it. Default false: it holds about 40 KB for each connection.</summary>
    public bool ClientContextTakeover { get; set; }
}
