using System.Text.Json;
using SocketIoCompat.Handlers.ProjectChat.Contracts;
using SocketIoCompat.Handlers.ProjectChat.Sockets;

namespace SocketIoCompat.Handlers.ProjectChat;

/// <summary>Tells the pages of a project what happened in it.</summary>
internal sealed class ProjectAnnouncer(PageTable pages, Frames frames)
{
    private readonly Lock _presence = new();

    /// <summary><c>message:new</c>, once to each page: also to those of members that show no project, for their unread badge.</summary>
    public void NewMessage(ProjectRoster roster, ChatMessageRow message) => Message(roster, message, type: null);

    /// <summary>A message was changed: the documented pages take that as <c>message:new</c> with a type.</summary>
    public void ChangedMessage(ProjectRoster roster, ChatMessageRow message) =>
        Message(roster, message, message.IsDeleted == 1 ? "message_deleted" : "message_updated");

    /// <summary><c>message:status</c>, also to who sent it.</summary>
    public void MessageStatus(string projectId, string messageId, string userId, string status) =>
        ToProject(projectId, frames.ChatUpdate("message:status", projectId, writer =>
        {
            writer.WriteString("messageId"u8, messageId);
            writer.WriteString("userId"u8, userId);
            writer.WriteString("status"u8, status);
        }));

    /// <summary><c>typing:change</c>, to the other users.</summary>
    public void Typing(string projectId, ProjectUser user, bool isTyping)
    {
        var frame = frames.ChatUpdate("typing:change", projectId, writer =>
        {
            writer.WriteStartArray("typing_users"u8);
            if (isTyping)
            {
                writer.WriteStartObject();
                writer.WriteString("user_id"u8, user.Id);
                writer.WriteStartObject("user"u8);
                writer.WriteString("full_name"u8, user.Name);
                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });
        foreach (var page in pages.OfProject(projectId).Where(p => p.User.Id != user.Id))
        {
            page.Send(frame);
        }
    }

    /// <summary><c>presence:change</c>. The last one that a page gets is the one that holds.</summary>
    public void Presence(string projectId)
    {
        lock (_presence)
        {
            ToProject(projectId, frames.ChatUpdate("presence:change", projectId, writer =>
            {
                writer.WriteStartArray("online_users"u8);
                foreach (var userId in pages.Online(projectId))
                {
                    writer.WriteStringValue(userId);
                }

                writer.WriteEndArray();
            }));
        }
    }

    /// <summary>One of the events about members, to the project's pages and to those of the user whom it is about.</summary>
    public void Membership<T>(ProjectRoster roster, string name, string userId, T data)
    {
        var frame = frames.Event(name, data);
        foreach (var page in pages.OfMembers(roster).Union(pages.OfUser(userId)))
        {
            page.Send(frame);
        }
    }

    private void Message(ProjectRoster roster, ChatMessageRow message, string? type)
    {
        var frame = frames.ChatUpdate("message:new", roster.Id, writer =>
        {
            writer.WritePropertyName("message"u8);
            if (type is null)
            {
                JsonSerializer.Serialize(writer, message, ProjectJson.Options);
                return;
            }

            var node = JsonSerializer.SerializeToNode(message, ProjectJson.Options)!;
            node["type"] = type;
            node.WriteTo(writer, ProjectJson.Options);
        });
        foreach (var page in pages.OfMembers(roster))
        {
            page.Send(frame);
        }
    }

    private void ToProject(string projectId, ReadOnlyMemory<byte> frame)
    {
        foreach (var page in pages.OfProject(projectId))
        {
            page.Send(frame);
        }
    }
}
