using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.Handlers.ProjectChat.Stores;

/// <summary>
/// The documented tables. Flags are numbers, as they are on the wire. Who has got and read a message, and reactions, are rows of their
/// own and not lists inside of the message: two who read it at once do not overwrite each other.
/// </summary>
internal static class ProjectChatSchema
{
    /// <summary>The first version.</summary>
    public static readonly SchemaVersion V1 = new(
        "project-chat",
        1,
        [
            Table("projects", ["name", "creator_id", "editor_id", "client_id"], ["created_by_join"], ["created_at"]),
            Table(
                "messages",
                [
                    "project_id", "sender_id", "recipient_id", "content", "message_type", "file_url", "status", "reply_to_message_id",
                    "system_message_type", "system_message_data",
                ],
                ["is_read", "is_pinned", "is_starred", "is_edited", "is_deleted", "is_system_message"],
                ["created_at", "edited_at"]),
            Table("message_receipts", ["message_id", "user_id"], [], ["delivered_at", "read_at"]),
            Table("message_reactions", ["message_id", "user_id", "emoji"], [], ["created_at"]),
            Table("message_reports", ["message_id", "user_id", "reason"], [], ["created_at"]),
            Table(
                "project_chat_members",
                ["project_id", "user_id", "guest_name", "share_id", "removed_by"],
                ["is_active"],
                ["joined_at", "last_seen_at", "removed_at"]),
            Table(
                "chat_join_requests",
                ["project_id", "user_id", "guest_name", "status", "responded_by"],
                [],
                ["requested_at", "responded_at"]),
            Table("project_access", ["project_id", "user_id"], [], ["accessed_at"]),
            Table("project_last_read", ["project_id", "user_id"], [], ["last_read_at"]),
            Table(
                "project_calls",
                ["project_id", "caller_id", "call_type", "status"],
                ["revision", "is_group"],
                ["started_at", "answered_at", "ended_at"]),
            Table("project_call_users", ["call_id", "user_id"], ["position"], []),
        ],
        [
            new IndexDefinition("ix_messages_project_created", "messages", "project_id", "created_at"),
            new IndexDefinition("ix_message_receipts_message", "message_receipts", "message_id"),
            new IndexDefinition("ix_message_reactions_message", "message_reactions", "message_id"),
            new IndexDefinition("ix_project_chat_members_project", "project_chat_members", "project_id"),
            new IndexDefinition("ix_project_chat_members_user", "project_chat_members", "user_id"),
            new IndexDefinition("ix_project_access_project", "project_access", "project_id"),
            new IndexDefinition("ix_chat_join_requests_project", "chat_join_requests", "project_id"),
            new IndexDefinition("ix_project_calls_project_started", "project_calls", "project_id", "started_at"),
            new IndexDefinition("ix_project_call_users_call", "project_call_users", "call_id"),
        ]);

    private static TableDefinition Table(string name, string[] texts, string[] numbers, string[] moments) => new(
        name,
        [
            new ColumnDefinition("id", ColumnType.Text, PrimaryKey: true),
            .. texts.Select(c => new ColumnDefinition(c, ColumnType.Text)),
            .. numbers.Select(c => new ColumnDefinition(c, ColumnType.Integer)),
            .. moments.Select(c => new ColumnDefinition(c, ColumnType.Timestamp)),
        ]);
}
