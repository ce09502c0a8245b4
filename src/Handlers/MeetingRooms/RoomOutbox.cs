using SocketIoCompat.Handlers.RawSockets;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>
/// What a room says to people on other servers. One frame for many of them is one message to each server. A server that does not know
/// yet where the room is now would take no notice of it: what is for its people waits for that. Used under its place's lock only.
/// </summary>
internal sealed class RoomOutbox(string roomId, ClusterChannel channel)
{
    private const int MaxWaiting = 1024 * 1024; // for one server, in bytes

    private readonly HashSet<string> _overflowed = new(StringComparer.Ordinal);
    private List<Item> _items = [];

    private sealed record Item(string Server, List<string> Sockets, ReadOnlyMemory<byte> Frame, int Code = 0, string Reason = "");

    /// <summary>The way to somebody on another server.</summary>
    public IMessageSink To(PeerKey key) => new Sink(this, key);

    /// <summary>Sends what has come together.</summary>
    /// <param name="followers">The servers that know that the room is here.</param>
    public void Flush(IReadOnlySet<string> followers)
    {
        if (_items.Count == 0)
        {
            return;
        }

        var waiting = new List<Item>();
        foreach (var item in _items)
        {
            if (followers.Contains(item.Server))
            {
                Send(item);
            }
            else if (!_overflowed.Contains(item.Server))
            {
                waiting.Add(item);
            }
        }

        _items = waiting;
        foreach (var server in waiting.GroupBy(static i => i.Server, StringComparer.Ordinal).Where(static g => g.Sum(static i => (long)i.Frame.Length) > MaxWaiting).ToArray())
        {
            _overflowed.Add(server.Key);
            _items.RemoveAll(i => i.Server == server.Key);
        }
    }

    /// <summary>Whether more was for a server than is kept. It is so once: the server begins anew.</summary>
    public bool HasOverflowed(string server) => _overflowed.Remove(server);

    /// <summary>Nobody on the server is in the room any more.</summary>
    public void Forget(string server)
    {
        _overflowed.Remove(server);
        _items.RemoveAll(i => i.Server == server);
    }

    /// <summary>The room is not here any more.</summary>
    public void Clear()
    {
        _overflowed.Clear();
        _items.Clear();
    }

    private void Send(Item item)
    {
        if (item.Code == 0)
        {
            channel.Send(RoomMessages.Send, item.Server, writer =>
            {
                writer.WriteString("room"u8, roomId);
                RoomMessages.Write(writer, "sockets", item.Sockets);
                writer.WriteString("frame"u8, item.Frame.Span);
            });
            return;
        }

        channel.Send(RoomMessages.Shut, item.Server, writer =>
        {
            writer.WriteString("room"u8, roomId);
            writer.WriteString("socket"u8, item.Sockets[0]);
            writer.WriteNumber("code"u8, item.Code);
            writer.WriteString("reason"u8, item.Reason);
        });
    }

    // Only with the last one for that server: what each of its people gets stays in order.
    private void Add(PeerKey key, ReadOnlyMemory<byte> frame)
    {
        if (_items.FindLast(i => i.Server == key.Server) is { Code: 0 } last && last.Frame.Equals(frame))
        {
            last.Sockets.Add(key.Socket);
        }
        else
        {
            _items.Add(new Item(key.Server, [key.Socket], frame));
        }
    }

    private sealed class Sink(RoomOutbox outbox, PeerKey key) : IMessageSink
    {
        public void Send(ReadOnlyMemory<byte> message) => outbox.Add(key, message);

        public void Close(int code, string reason) => outbox._items.Add(new Item(key.Server, [key.Socket], default, code, reason));
    }
}
