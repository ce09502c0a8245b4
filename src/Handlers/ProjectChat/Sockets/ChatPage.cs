using SocketIoCompat.Handlers.Authentication.Tokens;
using SocketIoCompat.Handlers.RawSockets;

namespace SocketIoCompat.Handlers.ProjectChat.Sockets;

/// <summary>A page of a user that is connected, and the project that it shows.</summary>
internal sealed class ChatPage(string id, ProjectUser user, IMessageSink transport)
{
    public string Id { get; } = id;

    public ProjectUser User { get; } = user;

    /// <summary>When the page's token ends; null when pages outlive their tokens.</summary>
    public TokenExpiry? Expiry { get; set; }

    /// <summary>The project that the page shows. Changed by <see cref="PageTable"/> only.</summary>
    public string? ProjectId { get; set; }

    /// <summary>Whether the user counts as online in that project.</summary>
    public bool IsPresent { get; set; }

    /// <summary>Whether the others were told that the user is typing.</summary>
    public bool IsTyping { get; set; }

    public void Send(ReadOnlyMemory<byte> message) => transport.Send(message);

    public void Close(int code, string reason) => transport.Close(code, reason);
}
