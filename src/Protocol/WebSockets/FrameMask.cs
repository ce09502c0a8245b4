using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SocketIoCompat.Protocol.WebSockets;

/// <summary>Masking (RFC 6455, 5.3): byte i of the payload is XORed with byte i mod 4 of the mask.</summary>
internal static class FrameMask
{
    /// <summary>Unmasks into the destination; <paramref name="offset"/> is where in the frame's payload the source begins.</summary>
    public static void Apply(ReadOnlySpan<byte> source, Span<byte> destination, uint mask, long offset)
    {
        var key = BitOperations.RotateRight(mask, (int)(offset & 3) * 8);
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(destination[..source.Length]);
        nuint i = 0;
        var length = (nuint)source.Length;

        if (Vector256.IsHardwareAccelerated)
        {
            var keys = Vector256.Create(key).AsByte();
            for (; i + (nuint)Vector256<byte>.Count <= length; i += (nuint)Vector256<byte>.Count)
                (Vector256.LoadUnsafe(ref from, i) ^ keys).StoreUnsafe(ref to, i);
        }

        if (Vector128.IsHardwareAccelerated)
        {
            var keys = Vector128.Create(key).AsByte();
            for (; i + (nuint)Vector128<byte>.Count <= length; i += (nuint)Vector128<byte>.Count)
                (Vector128.LoadUnsafe(ref from, i) ^ keys).StoreUnsafe(ref to, i);
        }

        // Vectors hold whole keys, so what is left begins with the key's first byte again.
        ApplyScalar(source[(int)i..], destination[(int)i..], key);
    }

    private static void ApplyScalar(ReadOnlySpan<byte> source, Span<byte> destination, uint key)
    {
        while (source.Length >= sizeof(uint))
        {
            BinaryPrimitives.WriteUInt32LittleEndian(destination, BinaryPrimitives.ReadUInt32LittleEndian(source) ^ key);
            source = source[sizeof(uint)..];
            destination = destination[sizeof(uint)..];
        }

        for (var i = 0; i < source.Length; i++) destination[i] = (byte)(source[i] ^ (key >> (8 * i)));
    }
}
