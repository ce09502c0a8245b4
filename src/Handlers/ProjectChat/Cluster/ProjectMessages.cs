using System.Text;
using System.Text.Json;
using SocketIoCompat.Handlers.ProjectChat.Calls;

namespace SocketIoCompat.Handlers.ProjectChat.Cluster;

/// <summary>What servers tell each other about the project chat.</summary>
internal static class ProjectMessages
{
    /// <summary>A frame for pages: <c>audience</c>, <c>frame</c>.</summary>
    public const string Frame = "frame";

    /// <summary>All pages of a server, and who is online there: <see cref="ServerPages"/>. It replaces what was known.</summary>
    public const string Pages = "pages";

    /// <summary>A page has come or gone: <c>page</c>, <c>user</c>.</summary>
    public const string Opened = "opened";
    public const string Closed = "closed";

    /// <summary>Who is online in a project on a server: <c>project</c>, <c>users</c>.</summary>
    public const string Online = "online";

    /// <summary>Somebody types, or types no more: <c>project</c>, <c>user</c>, <c>isTyping</c>, beside the frame that says so.</summary>
    public const string Typing = "typing";

    /// <summary>The members of a project were changed: <c>project</c>, and <c>removed</c> for a user who is none any more.</summary>
    public const string Members = "members";

    /// <summary>To the leader: what a page says about calls: <see cref="CallRequest"/> as <c>request</c>, and the <c>frame</c> that others get of it.</summary>
    public const string Signal = "signal";

    /// <summary>To the leader: a user is no member any more: <c>project</c>, <c>user</c>.</summary>
    public const string Expel = "expel";

    /// <summary>How a call is now (<see cref="CallState"/> as <c>call</c>), or that it is over (<c>over</c>, its id).</summary>
    public const string Call = "call";

    /// <summary>All calls that there are: <c>calls</c>. It replaces what was known.</summary>
    public const string Calls = "calls";

    /// <summary>Reads the frame of a message.</summary>
    public static ReadOnlyMemory<byte> ReadFrame(JsonElement body) => Encoding.UTF8.GetBytes(body.GetProperty("frame"u8).GetString()!);

    /// <summary>Reads an object of a message.</summary>
    public static T Read<T>(JsonElement body, string name) => body.GetProperty(name).Deserialize<T>()!;

    /// <summary>Writes an object into a message.</summary>
    public static void Write<T>(Utf8JsonWriter writer, string name, T value)
    {
        writer.WritePropertyName(name);
        JsonSerializer.Serialize(writer, value);
    }
}

/// <summary>The pages of a server.</summary>
/// <param name="Users">The users of the pages, by the pages' ids.</param>
/// <param name="Online">Who is online in which project.</param>
internal sealed record ServerPages(Dictionary<string, string> Users, Dictionary<string, string[]> Online);
