using System.Buffers;
using System.Text.Json;
using SocketIoCompat.Namespaces;
using SocketIoCompat.Events;

namespace SocketIoCompat.Adapters;

/// <summary>
/// A session as servers keep it for each other: <c>{sid, pid, rooms, data}</c> (redis.md §3.2). Ours adds what Node's does not
/// have and does not look at: <c>after</c>, the last entry of the log before the client connected, <c>user</c> and <c>group</c>.
/// </summary>
internal static class SessionJson
{
    public static SavedSession Write(Socket socket, LogOffset after)
    {
        var attachments = new List<ReadOnlyMemory<byte>>();
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = PacketJson.Encoder, SkipValidation = true });
        json.WriteStartObject();
        json.WriteString("sid"u8, socket.Id);
        json.WriteString("pid"u8, socket.Pid);
        RemoteSocketJson.WriteRoomsAndData(json, socket, attachments);
        json.WriteString("after"u8, after.ToString());
        if (RecoverableSession.Identify(socket.User) is { } user)
            json.WriteString("user"u8, user);
        if (socket.HandlerGroup is { } group)
            json.WriteString("group"u8, group);
        json.WriteEndObject();
        json.Flush();
        return new SavedSession(buffer.WrittenMemory, attachments);
    }

    /// <summary>Reads a session; null when it is none.</summary>
    /// <param name="namespace">Where the client connects.</param>
    /// <param name="saved">What was kept.</param>
    /// <param name="after">The last entry of the log before the client had connected; null when the server did not write it.</param>
    public static RecoverableSession? TryRead(Namespace @namespace, SavedSession saved, out LogOffset? after)
    {
        after = null;
        using var document = JsonDocument.Parse(saved.Json, new JsonDocumentOptions { MaxDepth = 1000 });
        var session = document.RootElement;
        if (RemoteSocketJson.GetString(session, "sid") is not { Length: > 0 } sid || RemoteSocketJson.GetString(session, "pid") is not { Length: > 0 } pid)
            return null;
        if (LogOffset.TryParse(RemoteSocketJson.GetString(session, "after"), out var offset))
            after = offset;
        var (rooms, values) = RemoteSocketJson.ReadRoomsAndData(session, saved.Attachments, @namespace.Server.Json);
        var data = new SocketData();
        foreach (var (name, value) in values)
            data[name] = value;
        return new RecoverableSession
        {
            Pid = pid,
            SocketId = sid,
            Rooms = rooms,
            Data = data,
            Group = RemoteSocketJson.GetString(session, "group") is { } group ? @namespace.Groups.GetValueOrDefault(group) : null,
            UserId = RemoteSocketJson.GetString(session, "user"),
        };
    }
}
