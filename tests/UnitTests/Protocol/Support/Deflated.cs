using System.IO.Compression;
using System.Text;

namespace SocketIoCompat.UnitTests.Protocol.Support;

/// <summary>Compressed messages as a peer makes and reads them, by the platform's means alone.</summary>
internal static class Deflated
{
    public static byte[] Message(string text) => Message(Encoding.UTF8.GetBytes(text));

    public static byte[] Message(byte[] data)
    {
        using var output = new MemoryStream();
        using var deflate = new DeflateStream(output, CompressionLevel.Optimal);
        deflate.Write(data);
        deflate.Flush();
        return output.ToArray()[..^4];
    }

    /// <summary>Inflates messages that may refer back to each other; one that need not is simply alone.</summary>
    public static byte[] Inflate(params byte[][] messages)
    {
        byte[] all = [.. messages.SelectMany(message => (byte[])[.. message, 0, 0, 0xff, 0xff])];
        using var inflate = new DeflateStream(new MemoryStream([.. all, 3, 0]), CompressionMode.Decompress);
        using var output = new MemoryStream();
        inflate.CopyTo(output);
        return output.ToArray();
    }
}
