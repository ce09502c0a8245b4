using Shouldly;
using SocketIoCompat.Protocol.WebSockets;
using Xunit;

namespace SocketIoCompat.UnitTests.Protocol;

public sealed class FrameMaskTests
{
    [Fact]
    public void Every_length_at_every_offset_is_unmasked()
    {
        byte[] mask = [0x12, 0x34, 0x56, 0x78];
        var key = BitConverter.ToUInt32(mask);
        for (var length = 0; length <= 200; length++)
        {
            var source = Enumerable.Range(0, length).Select(i => (byte)(i * 7)).ToArray();
            for (var offset = 0; offset < 9; offset++)
            {
                var destination = new byte[length + 1];
                destination[length] = 0xee;

                FrameMask.Apply(source, destination, key, offset);

                destination.AsSpan(0, length).SequenceEqual(source.Select((b, i) => (byte)(b ^ mask[(i + offset) % 4])).ToArray())
                    .ShouldBeTrue($"length {length}, offset {offset}");
                destination[length].ShouldBe((byte)0xee);
            }
        }
    }

    [Fact]
    public void A_destination_that_is_too_small_is_the_callers_mistake()
        => Should.Throw<ArgumentOutOfRangeException>(() => FrameMask.Apply(new byte[2], new byte[1], 1, 0));
}
