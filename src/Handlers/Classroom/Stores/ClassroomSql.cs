namespace SocketIoCompat.Handlers.Classroom.Stores;

/// <summary>
/// The classroom's statements, in SQL that SQLite understands and most products do.
/// A dialect is a class that spells the rest and overrides what its product wants differently.
/// </summary>
internal abstract class ClassroomSql
{
    private const string MessageColumns =
        """
        CAST(id AS TEXT) AS Id, session_id AS SessionId, sender_id AS SenderId, sender_type AS SenderType,
        message_text AS Text, correction_text AS Correction, created_at AS CreatedAt,
        file_name AS FileName, file_type AS FileType, file_size AS FileSize,
        COALESCE(file_url_length, length(file_url), 0) AS FileUrlLength
        """;

    // A user is an id and a type. What has no type was always shown to the student of that id.
    private const string OwnNotifications = "user_id = @userId AND COALESCE(user_type, 'student') = @userType";

    /// <summary>Breaks the tie of two rows of the same millisecond, newest first.</summary>
    public abstract string InsertionOrderDescending { get; }

    /// <summary>The id that the last INSERT of this connection was given by the database.</summary>
    public abstract string LastGeneratedId { get; }

    public virtual string SelectNewestMessages =>
        $"""
        SELECT {MessageColumns} FROM chat_messages WHERE session_id = @sessionId
        ORDER BY created_at DESC, {InsertionOrderDescending} LIMIT @count
        """;

    public virtual string SelectFileUrls => "SELECT CAST(id AS TEXT) AS Id, file_url AS Url FROM chat_messages WHERE id IN @ids";

    public virtual string SelectFile =>
        """
        SELECT session_id AS SessionId, file_url AS Url, file_name AS Name
        FROM chat_messages WHERE id = @messageId AND file_url IS NOT NULL
        """;

    public virtual string SumFileUrls =>
        """
        SELECT COALESCE(SUM(file_url_length), 0) FROM chat_messages
        WHERE session_id = @sessionId AND file_url_length > 0
        """;

    public virtual string SelectSession =>
        """
        SELECT CAST(id AS TEXT) AS Id, tutor_id AS TutorId, student_id AS StudentId, status AS Status,
               COALESCE(created_by_join, 0) AS CreatedByJoin
        FROM sessions WHERE id = @sessionId
        """;

    public virtual string ClaimTutor => Claim("tutor_id");

    public virtual string ClaimStudent => Claim("student_id");

    public virtual string MarkStarted =>
        """
        UPDATE sessions SET status = 'active', start_time = COALESCE(start_time, @now)
        WHERE id = @sessionId AND status = 'scheduled'
        """;

    public virtual string SelectStart =>
        "SELECT start_time AS StartTime FROM sessions WHERE id = @sessionId AND status IN ('scheduled', 'active')";

    public virtual string MarkCompleted =>
        "UPDATE sessions SET status = 'completed', end_time = @now, duration_minutes = @minutes WHERE id = @sessionId";

    public virtual string SelectParticipant =>
        """
        SELECT CAST(id AS TEXT) AS Id, COALESCE(is_active, 0) AS IsActive, joined_at AS JoinedAt
        FROM session_participants
        WHERE session_id = @sessionId AND user_id = @userId AND COALESCE(user_type, @userType) = @userType
        ORDER BY COALESCE(is_active, 0) DESC, joined_at DESC
        """;

    public virtual string SelectLostParticipants =>
        """
        SELECT session_id AS SessionId, user_id AS UserId, user_type AS UserType
        FROM session_participants WHERE instance_name = @instance AND COALESCE(is_active, 0) = 1
        """;

    public virtual string UpdateParticipant =>
        """
        UPDATE session_participants
        SET user_type = @userType, socket_id = @socketId, instance_name = @instance, is_active = @active,
            joined_at = @now, left_at = NULL
        WHERE id = @id
        """;

    public virtual string EndParticipant =>
        "UPDATE session_participants SET is_active = @inactive, joined_at = @joinedAt, left_at = @now WHERE id = @id";

    public virtual string DeleteParticipant => "DELETE FROM session_participants WHERE id = @id";

    public virtual string SelectNotifications =>
        $"""
        SELECT id AS Id, user_id AS UserId, user_type AS UserType, type AS Type, title AS Title, message AS Message,
               data AS Data, COALESCE(is_read, 0) AS IsRead, created_at AS CreatedAt
        FROM notifications WHERE {OwnNotifications}
        ORDER BY created_at DESC, {InsertionOrderDescending} LIMIT @limit OFFSET @offset
        """;

    public virtual string InsertNotification =>
        """
        INSERT INTO notifications (id, user_id, user_type, type, title, message, data, is_read, created_at)
        VALUES (@id, @userId, @userType, @type, @title, @message, @data, @isRead, @now)
        """;

    public virtual string CountUnread =>
        $"SELECT COUNT(*) FROM notifications WHERE {OwnNotifications} AND COALESCE(is_read, 0) = 0";

    public virtual string MarkNotificationRead =>
        $"UPDATE notifications SET is_read = @isRead WHERE id = @id AND {OwnNotifications}";

    public virtual string MarkAllNotificationsRead =>
        $"UPDATE notifications SET is_read = @isRead WHERE {OwnNotifications}";

    private static string Claim(string column) =>
        $"""
        UPDATE sessions SET {column} = @userId
        WHERE id = @sessionId AND created_by_join = 1 AND COALESCE({column}, '') = @holder
        """;
}

/// <summary>SQLite's spelling.</summary>
internal sealed class SqliteClassroomSql : ClassroomSql
{
    public override string InsertionOrderDescending => "rowid DESC";

    public override string LastGeneratedId => "SELECT CAST(last_insert_rowid() AS TEXT)";
}
