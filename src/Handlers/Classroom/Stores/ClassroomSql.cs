using Dapper;
using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.Handlers.Classroom.Stores;

/// <summary>
/// The classroom's statements, in SQL that SQLite and PostgreSQL both understand; the database's dialect spells the rest.
/// The tables may be those of the original system, whose ids are text or numbers.
/// </summary>
internal sealed class ClassroomSql(IDatabase database)
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

    public string SelectNewestMessages =>
        $"""
        SELECT {MessageColumns} FROM chat_messages WHERE session_id = @sessionId
        ORDER BY created_at DESC, {database.Dialect.InsertionOrder} DESC LIMIT @count
        """;

    public string SelectFile =>
        $"""
        SELECT session_id AS SessionId, file_url AS Url, file_name AS Name
        FROM chat_messages WHERE id = {Key("chat_messages", "@messageId")} AND file_url IS NOT NULL
        """;

    public static string SumFileUrls =>
        """
        SELECT COALESCE(SUM(file_url_length), 0) FROM chat_messages
        WHERE session_id = @sessionId AND file_url_length > 0
        """;

    public static string SelectSession =>
        """
        SELECT CAST(id AS TEXT) AS Id, tutor_id AS TutorId, student_id AS StudentId, status AS Status,
               COALESCE(created_by_join, FALSE) AS CreatedByJoin
        FROM sessions WHERE id = @sessionId
        """;

    public static string ClaimTutor => Claim("tutor_id");

    public static string ClaimStudent => Claim("student_id");

    public static string MarkStarted =>
        """
        UPDATE sessions SET status = 'active', start_time = COALESCE(start_time, @now)
        WHERE id = @sessionId AND status = 'scheduled'
        """;

    public static string SelectStart =>
        "SELECT start_time AS StartTime FROM sessions WHERE id = @sessionId AND status IN ('scheduled', 'active')";

    public static string MarkCompleted =>
        "UPDATE sessions SET status = 'completed', end_time = @now, duration_minutes = @minutes WHERE id = @sessionId";

    public static string SelectParticipant =>
        """
        SELECT CAST(id AS TEXT) AS Id, COALESCE(is_active, FALSE) AS IsActive, joined_at AS JoinedAt
        FROM session_participants
        WHERE session_id = @sessionId AND user_id = @userId AND COALESCE(user_type, @userType) = @userType
        ORDER BY COALESCE(is_active, FALSE) DESC, joined_at DESC
        """;

    public static string SelectLostParticipants =>
        """
        SELECT session_id AS SessionId, user_id AS UserId, user_type AS UserType
        FROM session_participants WHERE instance_name = @instance AND is_active = TRUE
        """;

    public string UpdateParticipant =>
        $"""
        UPDATE session_participants
        SET user_type = @userType, socket_id = @socketId, instance_name = @instance, is_active = @active,
            joined_at = @now, left_at = NULL
        WHERE id = {Key("session_participants", "@id")}
        """;

    public string EndParticipant =>
        $"""
        UPDATE session_participants SET is_active = @inactive, joined_at = @joinedAt, left_at = @now
        WHERE id = {Key("session_participants", "@id")}
        """;

    public string DeleteParticipant => $"DELETE FROM session_participants WHERE id = {Key("session_participants", "@id")}";

    public string SelectNotifications =>
        $"""
        SELECT id AS Id, user_id AS UserId, user_type AS UserType, type AS Type, title AS Title, message AS Message,
               data AS Data, COALESCE(is_read, FALSE) AS IsRead, created_at AS CreatedAt
        FROM notifications WHERE {OwnNotifications}
        ORDER BY created_at DESC, {database.Dialect.InsertionOrder} DESC LIMIT @limit OFFSET @offset
        """;

    public static string InsertNotification =>
        """
        INSERT INTO notifications (id, user_id, user_type, type, title, message, data, is_read, created_at)
        VALUES (@id, @userId, @userType, @type, @title, @message, @data, @isRead, @now)
        """;

    public static string CountUnread =>
        $"SELECT COUNT(*) FROM notifications WHERE {OwnNotifications} AND COALESCE(is_read, FALSE) = FALSE";

    public static string MarkNotificationRead =>
        $"UPDATE notifications SET is_read = @isRead WHERE id = @id AND {OwnNotifications}";

    public static string MarkAllNotificationsRead =>
        $"UPDATE notifications SET is_read = @isRead WHERE {OwnNotifications}";

    /// <summary>The attachments of some messages.</summary>
    public string SelectFileUrls(DynamicParameters parameters, IEnumerable<string> ids) =>
        "SELECT CAST(id AS TEXT) AS Id, file_url AS Url FROM chat_messages WHERE id IN " +
        SqlList.Add(parameters, ids, parameter => Key("chat_messages", parameter));

    private string Key(string table, string parameter) =>
        database.Schema[table].Find("id") is { } id ? database.Dialect.Key(id, parameter) : parameter;

    private static string Claim(string column) =>
        $"""
        UPDATE sessions SET {column} = @userId
        WHERE id = @sessionId AND created_by_join = TRUE AND COALESCE({column}, '') = @holder
        """;
}
