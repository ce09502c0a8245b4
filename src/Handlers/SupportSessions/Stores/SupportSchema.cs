using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.Handlers.SupportSessions.Stores;

/// <summary>The support sessions' tables.</summary>
internal static class SupportSchema
{
    public static readonly SchemaVersion V1 = new(
        "support-sessions",
        1,
        [
            new TableDefinition(
                "support_sessions",
                new ColumnDefinition("id", ColumnType.Text, PrimaryKey: true),
                new ColumnDefinition("object_id", ColumnType.Text),
                new ColumnDefinition("customer_id", ColumnType.Text),
                new ColumnDefinition("team", ColumnType.Text),
                new ColumnDefinition("status", ColumnType.Text),
                new ColumnDefinition("priority", ColumnType.Text),
                new ColumnDefinition("category", ColumnType.Text),
                new ColumnDefinition("subject", ColumnType.Text),
                new ColumnDefinition("description", ColumnType.Text),
                new ColumnDefinition("notes", ColumnType.Text),
                new ColumnDefinition("session_date", ColumnType.Timestamp),
                new ColumnDefinition("resolved_at", ColumnType.Timestamp),
                new ColumnDefinition("created_at", ColumnType.Timestamp),
                new ColumnDefinition("updated_at", ColumnType.Timestamp)),
            new TableDefinition(
                "support_agents", // the id is the session and the number of the place: a place is taken once
                new ColumnDefinition("id", ColumnType.Text, PrimaryKey: true),
                new ColumnDefinition("session_id", ColumnType.Text),
                new ColumnDefinition("user_id", ColumnType.Text)),
            new TableDefinition(
                "support_entries",
                new ColumnDefinition("id", ColumnType.Text, PrimaryKey: true),
                new ColumnDefinition("session_id", ColumnType.Text),
                new ColumnDefinition("kind", ColumnType.Text),
                new ColumnDefinition("user_id", ColumnType.Text),
                new ColumnDefinition("body", ColumnType.Text),
                new ColumnDefinition("type", ColumnType.Text),
                new ColumnDefinition("position", ColumnType.Text),
                new ColumnDefinition("created_at", ColumnType.Timestamp)),
        ],
        [
            new IndexDefinition("support_sessions_created", "support_sessions", "created_at"),
            new IndexDefinition("support_sessions_customer", "support_sessions", "customer_id"),
            new IndexDefinition("support_agents_session", "support_agents", "session_id"),
            new IndexDefinition("support_agents_user", "support_agents", "user_id"),
            new IndexDefinition("support_entries_session", "support_entries", "session_id", "position"),
        ]);
}
