using System.Buffers;

namespace SocketIoCompat.Engine;

/// <summary>
/// What waits to be sent to one client, in order, bounded in bytes. Not thread-safe: its session's lock guards it. An empty
/// queue holds no memory.
/// </summary>
internal sealed class OutboundQueue(int maxBytes)
{
    private OutboundItem[]? _items;
    private int _head;

    public int Count { get; private set; }

    /// <summary>The cost of all items, in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether so much more fits. One packet may exceed the budget when nothing else waits.</summary>
    public bool HasRoomFor(long cost) => Count == 0 || Bytes + cost <= maxBytes;

    public void Enqueue(in OutboundItem item)
    {
        if (_items == null)
            _items = ArrayPool<OutboundItem>.Shared.Rent(4);
        else if (_head + Count == _items.Length)
            MakeRoom();
        _items[_head + Count++] = item;
        Bytes += item.Cost;
    }

    /// <summary>Takes the oldest item; the caller releases it.</summary>
    public bool TryDequeue(out OutboundItem item)
    {
        if (Count == 0)
        {
            item = default;
            return false;
        }
        item = _items![_head];
        _items[_head++] = default;
        Count--;
        Bytes -= item.Cost;
        if (Count == 0)
            ReturnItems();
        return true;
    }

    /// <summary>Takes everything; the caller disposes the batch.</summary>
    public OutboundBatch TakeAll(PollingTail tail = PollingTail.None)
    {
        var batch = new OutboundBatch(_items, _head, Count, tail);
        _items = null;
        _head = Count = 0;
        Bytes = 0;
        return batch;
    }

    public void Clear() => TakeAll().Dispose();

    private void MakeRoom()
    {
        var source = _items!;
        // Moving to the front is worth it when at least half is free; otherwise it would be done again and again.
        var target = Count <= source.Length / 2 ? source : ArrayPool<OutboundItem>.Shared.Rent(source.Length * 2);
        Array.Copy(source, _head, target, 0, Count);
        if (target == source)
        {
            Array.Clear(source, Count, source.Length - Count);
        }
        else
        {
            Array.Clear(source, _head, Count);
            ArrayPool<OutboundItem>.Shared.Return(source);
            _items = target;
        }
        _head = 0;
    }

    private void ReturnItems()
    {
        ArrayPool<OutboundItem>.Shared.Return(_items!);
        _items = null;
        _head = 0;
    }
}
