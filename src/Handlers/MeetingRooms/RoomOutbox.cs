using SocketIoCompat.Handlers.RawSockets;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>
/// What a room says to people on other servers. One frame for many of them is one message to each server. Used under its place's lock
/// only.
/// </summary>
internal sealed class RoomOutbox(string roomId, ClusterChannel channel)
{
    private readonly List<Item> _items = [];

    private sealed record Item(string Server, List<string> Sockets, ReadOnlyMemory<byte> Frame, int Code = 0, string Reason = "");

    /// <summary>The way to somebody on another server.</summary>
    public IMessageSink To(PeerKey key) => new Sink(this, key);

    /// <summary>Sends what has come together.</summary>
    public void Flush()
    {
        foreach (var item in _items)
        {
            if (item.Code == 0)
            {
                channel.Send(RoomMessages.Send, item.Server, writer =>
                {
                    writer.WriteString("room"u8, roomId);
                    RoomMessages.Write(writer, "sockets", item.Sockets);
                    writer.WriteString("frame"u8, item.Frame.Span);
                });
                continue;
            }

            channel.Send(RoomMessages.Shut, item.Server, writer =>
            {
                writer.WriteString("room"u8, roomId);
                writer.WriteString("socket"u8, item.Sockets[0]);
                writer.WriteNumber("code"u8, item.Code);
                writer.WriteString("reason"u8, item.Reason);
            });
        }

        _items.Clear();
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
