using System.Buffers;

namespace SocketIoCompat.Engine;

/// <summary>What the transport itself adds to the end of a polling response.</summary>
internal enum PollingTail : byte
{
    None,
    Noop,
    Close,
    NoopAndClose,
}

/// <summary>Packets taken out of an <see cref="OutboundQueue"/> to answer one poll. Its owner disposes it once.</summary>
internal readonly struct OutboundBatch(OutboundItem[]? items, int start, int count, PollingTail tail) : IDisposable
{
    public ReadOnlySpan<OutboundItem> Items => items.AsSpan(start, count);

    public PollingTail Tail => tail;

    /// <summary>Whether any packet of the batch asks for compression.</summary>
    public bool MayCompress
    {
        get
        {
            foreach (ref readonly var item in Items)
            {
                if (item.MayCompress)
                    return true;
            }
            return false;
        }
    }

    public static OutboundBatch Of(PollingTail tail) => new(null, 0, 0, tail);

    public void Dispose()
    {
        if (items == null)
            return;
        foreach (ref readonly var item in Items)
            item.Release();
        items.AsSpan(start, count).Clear();
        ArrayPool<OutboundItem>.Shared.Return(items);
    }
}
