using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SocketIoCompat.Handlers.ProjectChat.Stores;

/// <summary>
/// Ids of messages: UUIDs of version 7 whose text sorts as they were made, so that messages of one millisecond keep their order too
/// (RFC 9562, 6.2, a counter in the 12 bits after the moment).
/// </summary>
internal sealed class MessageIds(TimeProvider time)
{
    private const int MaxCounter = 0xfff;

    private readonly Lock _lock = new();
    private long _millisecond;
    private int _counter;

    /// <summary>The next id and its moment, which is never before that of another id.</summary>
    public (string Id, DateTimeOffset Moment) Next()
    {
        long millisecond;
        int counter;
        lock (_lock)
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            if (now > _millisecond)
            {
                (_millisecond, _counter) = (now, 0);
            }
            else if (++_counter > MaxCounter)
            {
                (_millisecond, _counter) = (_millisecond + 1, 0);
            }

            (millisecond, counter) = (_millisecond, _counter);
        }

        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes, (millisecond << 16) | 0x7000L | (long)counter);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return (new Guid(bytes, bigEndian: true).ToString(), DateTimeOffset.FromUnixTimeMilliseconds(millisecond));
    }
}
