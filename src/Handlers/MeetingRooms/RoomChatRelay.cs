using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>
/// Brings what chat sockets send to those of other servers. A file makes a message of many megabytes: it goes in parts, so that it neither
/// holds up what rooms say meanwhile nor is too long for Redis. One that gets lost is missing on the other servers, as one that was
/// sent while a page was not connected.
/// </summary>
internal sealed class RoomChatRelay(
    [FromKeyedServices(SystemNames.MeetingRooms)] ClusterChannel channel, IOptions<MeetingRoomOptions> options) : IDisposable
{
    private const int PartLength = 128 * 1024;
    private const int MaxUnfinished = 16; // of one server

    // Fewer are on their way at a time than the others keep unfinished: none is given up that is still coming.
    private readonly SemaphoreSlim _turns = new(MaxUnfinished / 2);
    private readonly Dictionary<(string Server, string Id), ArrayBufferWriter<byte>> _unfinished = [];

    /// <summary>Called for each message that has come in whole, with its room. Set before the channel is started.</summary>
    public Action<string, ReadOnlyMemory<byte>>? Received { get; set; }

    /// <summary>How many messages are here in part.</summary>
    public int Unfinished => _unfinished.Count;

    /// <summary>Begins to listen.</summary>
    public void Start()
    {
        channel.Listen(RoomMessages.Chat, OnPart);
        channel.Gone += server => Forget(key => key.Server == server);
    }

    public async Task SendAsync(string roomId, ReadOnlyMemory<byte> message)
    {
        if (!channel.HasOthers)
        {
            return;
        }

        await _turns.WaitAsync();
        try
        {
            await SendPartsAsync(roomId, message);
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();

    private async Task SendPartsAsync(string roomId, ReadOnlyMemory<byte> message)
    {
        var id = Guid.NewGuid().ToString("N");
        for (var start = 0; start < message.Length; start += PartLength)
        {
            var part = message.Slice(start, Math.Min(PartLength, message.Length - start));
            channel.Send(
                RoomMessages.Chat,
                null,
                writer =>
                {
                    writer.WriteString("room"u8, roomId);
                    writer.WriteString("id"u8, id);
                    writer.WriteNumber("start"u8, start);
                    writer.WriteNumber("length"u8, message.Length);
                    writer.WriteBase64String("part"u8, part.Span);
                },
                mayGetLost: true);
            await channel.DrainAsync();
        }
    }

    // Called one after another, as all messages of the channel.
    private void OnPart(string server, JsonElement body)
    {
        var key = (server, RoomMessages.Text(body, "id"));
        var length = body.GetProperty("length"u8).GetInt32();
        var start = body.GetProperty("start"u8).GetInt32();
        if (start == 0 && length <= options.Value.MaxChatPayload)
        {
            if (_unfinished.Keys.Count(k => k.Server == server) >= MaxUnfinished)
            {
                Forget(k => k.Server == server); // parts got lost: nobody finishes them
            }

            _unfinished[key] = new ArrayBufferWriter<byte>();
        }

        if (!_unfinished.TryGetValue(key, out var message) || message.WrittenCount != start)
        {
            _unfinished.Remove(key);
            return;
        }

        message.Write(body.GetProperty("part"u8).GetBytesFromBase64());
        if (message.WrittenCount == length)
        {
            _unfinished.Remove(key);
            Received?.Invoke(RoomMessages.Text(body, "room"), message.WrittenMemory);
        }
    }

    private void Forget(Func<(string Server, string Id), bool> which)
    {
        foreach (var key in _unfinished.Keys.Where(which).ToArray())
        {
            _unfinished.Remove(key);
        }
    }
}
