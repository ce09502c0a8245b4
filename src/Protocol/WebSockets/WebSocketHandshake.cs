using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace SocketIoCompat.Protocol.WebSockets;

/// <summary>The key and its answer in the opening handshake (RFC 6455, 4.2.2).</summary>
internal static class WebSocketHandshake
{
    private const int KeyLength = 24;
    private const int NonceLength = 16;

    private static ReadOnlySpan<byte> ProtocolGuid => "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8;

    /// <summary>True for the base64 of 16 bytes.</summary>
    public static bool IsValidKey([NotNullWhen(true)] string? key)
        => key is { Length: KeyLength } && Base64.IsValid(key, out var decodedLength) && decodedLength == NonceLength;

    /// <summary>The value of Sec-WebSocket-Accept for a valid key.</summary>
    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "RFC 6455 asks for SHA-1; nothing is protected by it.")]
    public static string ComputeAccept(string key)
    {
        Span<byte> input = stackalloc byte[KeyLength + ProtocolGuid.Length];
        var written = Encoding.ASCII.GetBytes(key, input);
        ProtocolGuid.CopyTo(input[written..]);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(input[..(written + ProtocolGuid.Length)], hash);
        return Convert.ToBase64String(hash);
    }
}
