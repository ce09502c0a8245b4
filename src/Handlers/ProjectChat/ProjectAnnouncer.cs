using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SocketIoCompat.Handlers.ProjectChat.Cluster;
using SocketIoCompat.Handlers.ProjectChat.Contracts;
using SocketIoCompat.Handlers.ProjectChat.Sockets;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.ProjectChat;

/// <summary>Tells the pages of a project what happened in it, on all servers.</summary>
internal sealed class ProjectAnnouncer(
    PageTable pages,
    PagesElsewhere elsewhere,
    PageDelivery delivery,
    [FromKeyedServices(SystemNames.ProjectChat)] ClusterChannel channel,
    Frames frames)
{
    private readonly Lock _presence = new();

    /// <summary><c>message:new</c>, once to each page: also to those of members that show no project, for their unread badge.</summary>
    public void NewMessage(ProjectRoster roster, ChatMessageRow message) => Message(roster, message, type: null);

    /// <summary>A message was changed: the documented pages take that as <c>message:new</c> with a type.</summary>
    public void ChangedMessage(ProjectRoster roster, ChatMessageRow message) =>
        Message(roster, message, message.IsDeleted == 1 ? "message_deleted" : "message_updated");

    /// <summary><c>message:status</c>, also to who sent it.</summary>
    public void MessageStatus(string projectId, string messageId, string userId, string status) =>
        delivery.Send(new PageAudience { ProjectId = projectId }, frames.ChatUpdate("message:status", projectId, writer =>
        {
            writer.WriteString("messageId"u8, messageId);
            writer.WriteString("userId"u8, userId);
            writer.WriteString("status"u8, status);
        }));

    /// <summary><c>typing:change</c>, to the other users.</summary>
    public void Typing(string projectId, ProjectUser user, bool isTyping)
    {
        var frame = TypingFrame(projectId, isTyping ? user : null);
        TypingHere(projectId, user.Id, frame);
        channel.Send(ProjectMessages.Typing, null, writer =>
        {
            writer.WriteString("project"u8, projectId);
            writer.WriteString("user"u8, user.Id);
            writer.WriteBoolean("isTyping"u8, isTyping);
            writer.WriteString("frame"u8, frame.Span);
        });
    }

    /// <summary>The same on this server only.</summary>
    public void TypingHere(string projectId, string userId, ReadOnlyMemory<byte> frame) =>
        delivery.SendHere(new PageAudience { ProjectId = projectId, ExceptUserIds = [userId] }, frame);

    /// <summary>Who is typing; null for nobody.</summary>
    public ReadOnlyMemory<byte> TypingFrame(string projectId, ProjectUser? user) => frames.ChatUpdate("typing:change", projectId, writer =>
    {
        writer.WriteStartArray("typing_users"u8);
        if (user is not null)
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

    /// <summary><c>presence:change</c>. The last one that a page gets is the one that holds.</summary>
    public void Presence(string projectId)
    {
        lock (_presence)
        {
            var users = pages.Online(projectId);
            channel.Send(ProjectMessages.Online, null, writer =>
            {
                writer.WriteString("project"u8, projectId);
                ProjectMessages.Write(writer, "users", users);
            });
            AnnouncePresence(projectId);
        }
    }

    /// <summary>The same on this server only, after who is on the others has changed.</summary>
    public void PresenceHere(string projectId)
    {
        lock (_presence)
        {
            AnnouncePresence(projectId);
        }
    }

    /// <summary>One of the events about members, to the project's pages and to those of the user whom it is about.</summary>
    public void Membership<T>(ProjectRoster roster, string name, string userId, T data) =>
        delivery.Send(PageAudience.Members(roster) with { UserId = userId }, frames.Event(name, data));

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
        delivery.Send(PageAudience.Members(roster), frame);
    }

    private void AnnouncePresence(string projectId) => delivery.SendHere(
        new PageAudience { ProjectId = projectId },
        frames.ChatUpdate("presence:change", projectId, writer =>
        {
            writer.WriteStartArray("online_users"u8);
            foreach (var userId in pages.Online(projectId).Union(elsewhere.Online(projectId), StringComparer.Ordinal))
            {
                writer.WriteStringValue(userId);
            }

            writer.WriteEndArray();
        }));
}
