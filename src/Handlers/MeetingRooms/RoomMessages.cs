using System.Text;
using System.Text.Json;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>What servers tell each other about rooms. Each message but <see cref="Own"/> is about one <c>room</c>.</summary>
internal static class RoomMessages
{
    /// <summary>The sender has these <c>rooms</c>; <c>asks</c> when it wants to be told also by who has nobody there.</summary>
    public const string Own = "own";

    /// <summary>Who has the room?</summary>
    public const string Where = "where";

    /// <summary>The sender has not got the room, or not any more.</summary>
    public const string Lost = "lost";

    /// <summary>To who has the room: the <c>visits</c> on the sender, all of them.</summary>
    public const string Attach = "attach";

    /// <summary>To who has the room: nobody on the sender is interested in it any more.</summary>
    public const string Detach = "detach";

    /// <summary>To who has the room: a <c>visit</c> has begun; a <c>socket</c> has sent a <c>frame</c>, has said nothing for long, is gone.</summary>
    public const string Open = "open";
    public const string Frame = "frame";
    public const string Guest = "guest";
    public const string Close = "close";

    /// <summary>From who has the room: a <c>frame</c> for <c>sockets</c>; a <c>socket</c> is to be closed with <c>code</c> and <c>reason</c>.</summary>
    public const string Send = "send";
    public const string Shut = "shut";

    /// <summary>From who has the room: how it is (<c>state</c>, <c>version</c>), and how many <c>sockets</c> it has.</summary>
    public const string Copy = "copy";

    /// <summary>A <c>part</c> of a message for the room's chat sockets: <c>id</c>, where it starts, and the whole's <c>length</c>.</summary>
    public const string Chat = "chat";

    public static string Text(JsonElement body, string name) => body.GetProperty(name).GetString()!;

    public static ReadOnlyMemory<byte> ReadFrame(JsonElement body) => Encoding.UTF8.GetBytes(Text(body, "frame"));

    public static T? Read<T>(JsonElement body, string name) => body.TryGetProperty(name, out var value) ? value.Deserialize<T>() : default;

    public static void Write<T>(Utf8JsonWriter writer, string name, T value)
    {
        writer.WritePropertyName(name);
        JsonSerializer.Serialize(writer, value);
    }
}

/// <summary>A connection of a room as its server tells of it.</summary>
/// <param name="Socket">Its id.</param>
/// <param name="Address">Where it comes from.</param>
/// <param name="Join">What it brought when it came in; null when it has not.</param>
/// <param name="Record">What it was in the room as the server knew it last.</param>
internal sealed record VisitRecord(string Socket, string Address, JoinRequest? Join, PeerRecord? Record);

/// <summary>The data of <c>join</c>; all null for a guest.</summary>
internal sealed record JoinRequest(string? PeerId, string? Name, string? Key = null);

/// <summary>What a server knows of a room that another one would like to have.</summary>
/// <param name="Owner">The server that has it, or had it when it was last heard of.</param>
/// <param name="ComesFirst">Whether the answering server would like to have it too, and comes first.</param>
/// <param name="Version">The newest version of <paramref name="State"/>.</param>
/// <param name="State">How the room was.</param>
internal sealed record ClaimAnswer(string? Owner, bool ComesFirst, long Version, RoomState? State);
