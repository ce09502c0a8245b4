using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.Handlers.Classroom.Stores;

/// <summary>The documented tables, with what the later clients and this server need beyond them.</summary>
internal static class ClassroomSchema
{
    private static readonly SchemaVersion V1 = new(
        "classroom",
        1,
        [
            new TableDefinition(
                "sessions",
                new ColumnDefinition("id", ColumnType.Text, PrimaryKey: true),
                new ColumnDefinition("tutor_id", ColumnType.Text),
                new ColumnDefinition("student_id", ColumnType.Text),
                new ColumnDefinition("status", ColumnType.Text),
                new ColumnDefinition("start_time", ColumnType.Timestamp),
                new ColumnDefinition("end_time", ColumnType.Timestamp),
                new ColumnDefinition("duration_minutes", ColumnType.Integer),
                new ColumnDefinition("created_by_join", ColumnType.Boolean),
                new ColumnDefinition("created_at", ColumnType.Timestamp)),
            new TableDefinition(
                "chat_messages",
                new ColumnDefinition("id", ColumnType.Text, PrimaryKey: true),
                new ColumnDefinition("session_id", ColumnType.Text),
                new ColumnDefinition("sender_id", ColumnType.Text),
                new ColumnDefinition("sender_type", ColumnType.Text),
                new ColumnDefinition("message_text", ColumnType.Text),
                new ColumnDefinition("correction_text", ColumnType.Text),
                new ColumnDefinition("created_at", ColumnType.Timestamp),
                new ColumnDefinition("file_name", ColumnType.Text),
                new ColumnDefinition("file_type", ColumnType.Text),
                new ColumnDefinition("file_size", ColumnType.Integer),
                new ColumnDefinition("file_url_length", ColumnType.Integer),

                // Last, so that reading the other columns does not walk through a large value.
                new ColumnDefinition("file_url", ColumnType.Text)),
            new TableDefinition(
                "session_participants",
                new ColumnDefinition("id", ColumnType.Text, PrimaryKey: true),
                new ColumnDefinition("session_id", ColumnType.Text),
                new ColumnDefinition("user_id", ColumnType.Text),
                new ColumnDefinition("user_type", ColumnType.Text),
                new ColumnDefinition("socket_id", ColumnType.Text),
                new ColumnDefinition("is_active", ColumnType.Boolean),
                new ColumnDefinition("joined_at", ColumnType.Timestamp),
                new ColumnDefinition("left_at", ColumnType.Timestamp)),
            new TableDefinition(
                "notifications",
                new ColumnDefinition("id", ColumnType.Text, PrimaryKey: true),
                new ColumnDefinition("user_id", ColumnType.Text),
                new ColumnDefinition("user_type", ColumnType.Text),
                new ColumnDefinition("type", ColumnType.Text),
                new ColumnDefinition("title", ColumnType.Text),
                new ColumnDefinition("message", ColumnType.Text),
                new ColumnDefinition("data", ColumnType.Text),
                new ColumnDefinition("is_read", ColumnType.Boolean),
                new ColumnDefinition("created_at", ColumnType.Timestamp)),
        ],
        [
            new IndexDefinition("ix_chat_messages_session_created", "chat_messages", "session_id", "created_at"),
            new IndexDefinition("ix_session_participants_session_user", "session_participants", "session_id", "user_id"),
            new IndexDefinition("ix_notifications_user_created", "notifications", "user_id", "created_at"),
        ]);

    /// <summary>The size of a session's attachments, without walking through its messages.</summary>
    private static readonly SchemaVersion V2 = new(
        "classroom",
        2,
        [],
        [new IndexDefinition("ix_chat_messages_session_file", "chat_messages", "session_id", "file_url_length")]);

    /// <summary>Which of several servers had the participant's socket.</summary>
    private static readonly SchemaVersion V3 = new(
        "classroom",
        3,
        [
            new TableDefinition(
                "session_participants",
                new ColumnDefinition("id", ColumnType.Text, PrimaryKey: true),
                new ColumnDefinition("instance_name", ColumnType.Text)),
        ],
        []);

    /// <summary>Rows of one millisecond keep their order.</summary>
    private static readonly SchemaVersion V4 = new(
        "classroom",
        4,
        [
            new TableDefinition(
                "chat_messages",
                new ColumnDefinition("id", ColumnType.Text, PrimaryKey: true),
                new ColumnDefinition("insertion_order", ColumnType.InsertionOrder)),
            new TableDefinition(
                "notifications",
                new ColumnDefinition("id", ColumnType.Text, PrimaryKey: true),
                new ColumnDefinition("insertion_order", ColumnType.InsertionOrder)),
        ],
        []);

    /// <summary>All of them, in order.</summary>
    public static readonly IReadOnlyList<SchemaVersion> Versions = [V1, V2, V3, V4];
}
