namespace SocketIoCompat.Handlers.SupportSessions.Stores;

/// <summary>The statements, in SQL that SQLite and PostgreSQL both understand.</summary>
internal static class SupportSql
{
    private const string Own = "(customer_id = @userId OR id IN (SELECT session_id FROM support_agents WHERE user_id = @userId))";

    public const string SelectSessions =
        """
        SELECT id AS SessionId, object_id AS ObjectId, customer_id AS CustomerId, team AS Team, status AS Status, priority AS Priority,
               category AS Category, subject AS Subject, description AS Description, notes AS Notes, session_date AS Date,
               resolved_at AS ResolvedAt, created_at AS CreatedAt, updated_at AS UpdatedAt
        FROM support_sessions
        """;

    public const string SelectSession = $"{SelectSessions} WHERE id = @sessionId";

    public const string SelectPage = $"{SelectSessions} ORDER BY created_at DESC, id LIMIT @count OFFSET @offset";

    public const string SelectOwnPage = $"{SelectSessions} WHERE {Own} ORDER BY created_at DESC, id LIMIT @count OFFSET @offset";

    public const string Count = "SELECT COUNT(*) FROM support_sessions";

    public const string CountOwn = $"SELECT COUNT(*) FROM support_sessions WHERE {Own}";

    public const string InsertSession =
        """
        INSERT INTO support_sessions
            (id, object_id, customer_id, team, status, priority, category, subject, description, session_date, created_at, updated_at)
        VALUES
            (@id, @objectId, @customerId, @team, @status, @priority, @category, @subject, @description, @date, @now, @now)
        ON CONFLICT (id) DO NOTHING
        """;

    public const string TakeCustomer =
        "UPDATE support_sessions SET customer_id = @userId, updated_at = @now WHERE id = @sessionId AND customer_id IS NULL";

    public const string TakeAgent =
        "INSERT INTO support_agents (id, session_id, user_id) VALUES (@id, @sessionId, @userId) ON CONFLICT (id) DO NOTHING";

    public const string ReplaceAgent =
        """
        INSERT INTO support_agents (id, session_id, user_id) VALUES (@id, @sessionId, @userId)
        ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id
        """;

    public const string Start = "UPDATE support_sessions SET status = 'active', updated_at = @now WHERE id = @sessionId AND status = 'pending'";

    public const string Update =
        """
        UPDATE support_sessions
        SET status = COALESCE(@status, status), priority = COALESCE(@priority, priority), notes = COALESCE(@notes, notes), updated_at = @now
        WHERE id = @sessionId
        """;

    public const string End =
        """
        UPDATE support_sessions SET status = 'closed', resolved_at = @now, updated_at = @now
        WHERE id = @sessionId AND status <> 'closed'
        """;

    public const string InsertEntry =
        """
        INSERT INTO support_entries (id, session_id, kind, user_id, body, type, position, created_at)
        VALUES (@id, @sessionId, @kind, @userId, @text, @type, @position, @at)
        """;

    public const string SelectEntries =
        """
        SELECT id AS Id, kind AS Kind, user_id AS UserId, body AS Text, type AS Type, created_at AS At
        FROM support_entries WHERE session_id = @sessionId ORDER BY position
        """;

    /// <summary>The agents of the sessions of a list.</summary>
    public static string SelectAgents(string sessionIds) =>
        $"SELECT session_id AS SessionId, user_id AS UserId FROM support_agents WHERE session_id IN {sessionIds} ORDER BY id";
}
