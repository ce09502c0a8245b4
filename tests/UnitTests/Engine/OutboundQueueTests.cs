using System.Buffers;
using System.Text;
using Shouldly;
using SocketIoCompat.Engine;
using SocketIoCompat.Engine.Transports;
using SocketIoCompat.Protocol.EngineIO;
using Xunit;

namespace SocketIoCompat.UnitTests.Engine;

public sealed class OutboundQueueTests
{
    [Fact]
    public void Items_leave_in_order_and_are_counted()
    {
        var queue = new OutboundQueue(1_000_000);
        var random = new Random(42);
        var expected = new Queue<string>();
        var next = 0;
        for (var step = 0; step < 10_000; step++)
        {
            if (random.Next(5) < 3 - step / 6000)
            {
                var text = new string('x', random.Next(20)) + next++;
                queue.Enqueue(OutboundItem.Copy(EnginePacketType.Message, Encoding.UTF8.GetBytes(text)));
                expected.Enqueue(text);
            }
            else if (queue.TryDequeue(out var item))
            {
                Encoding.UTF8.GetString(item.Data).ShouldBe(expected.Dequeue());
                item.Release();
            }
            else
            {
                expected.ShouldBeEmpty();
            }
            queue.Count.ShouldBe(expected.Count);
            queue.Bytes.ShouldBe(expected.Sum(text => text.Length + OutboundItem.Overhead));
        }
    }

    [Fact]
    public void One_item_may_exceed_the_budget_when_nothing_waits()
    {
        var queue = new OutboundQueue(100);
        queue.HasRoomFor(1000).ShouldBeTrue();
        queue.Enqueue(OutboundItem.Copy(EnginePacketType.Message, new byte[1000]));
        queue.HasRoomFor(1).ShouldBeFalse();
        queue.Clear();
        queue.Bytes.ShouldBe(0);
        queue.Enqueue(OutboundItem.Copy(EnginePacketType.Message, new byte[30]));
        queue.HasRoomFor(100 - 30 - OutboundItem.Overhead).ShouldBeTrue();
        queue.HasRoomFor(100 - 30 - OutboundItem.Overhead + 1).ShouldBeFalse();
    }

    public static TheoryData<string, string> Payloads => new()
    {
        { "", "" },
        { "noop", "6" },
        { "close", "1" },
        { "noop+close", "6\u001e1" },
        { "text,close", "4text\u001e1" },
        { "text,binary,ping,shared,empty", "4text\u001ebAQID\u001e2\u001e4shared\u001ebBA==\u001e4" },
    };

    [Theory]
    [MemberData(nameof(Payloads))]
    public void A_batch_is_written_as_a_payload_of_the_length_announced(string content, string expected)
    {
        var queue = new OutboundQueue(1_000_000);
        var tail = PollingTail.None;
        foreach (var part in content.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            switch (part)
            {
                case "text": queue.Enqueue(OutboundItem.Copy(EnginePacketType.Message, "text"u8)); break;
                case "empty": queue.Enqueue(OutboundItem.Copy(EnginePacketType.Message, default)); break;
                case "binary": queue.Enqueue(OutboundItem.Copy(EnginePacketType.Message, [1, 2, 3], isBinary: true)); break;
                case "ping": queue.Enqueue(OutboundItem.Copy(EnginePacketType.Ping, default)); break;
                case "shared": queue.Enqueue(OutboundItem.Share(new EncodedPacket("shared"u8.ToArray(), [new byte[] { 4 }]), compress: false)); break;
                case "noop": tail = PollingTail.Noop; break;
                case "close": tail = PollingTail.Close; break;
                case "noop+close": tail = PollingTail.NoopAndClose; break;
            }
        }
        using var batch = queue.TakeAll(tail);
        var writer = new ArrayBufferWriter<byte>();
        PollingFormat.V4.Write(writer, batch);
        Encoding.UTF8.GetString(writer.WrittenSpan).ShouldBe(expected);
        PollingFormat.V4.GetLength(batch).ShouldBe(expected.Length);
        queue.Count.ShouldBe(0);
    }
}
