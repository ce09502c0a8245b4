using System.Buffers;

namespace SocketIoCompat.Engine.DirectSends;

/// <summary>Bytes on their way to a socket.</summary>
/// <param name="Data">What is still to be sent.</param>
/// <param name="Owned">The pooled array they lie in, until <see cref="Release"/>; null: others own them.</param>
internal readonly record struct SocketPiece(ReadOnlyMemory<byte> Data, byte[]? Owned)
{
    public void Release()
    {
        if (Owned != null)
            ArrayPool<byte>.Shared.Return(Owned);
    }
}
