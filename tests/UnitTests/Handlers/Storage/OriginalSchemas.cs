using SocketIoCompat.UnitTests.Handlers.Support;

namespace SocketIoCompat.UnitTests.Handlers.Storage;

/// <summary>The three schemas of the original system (contract, section 6), each with a row of its time.</summary>
internal static class OriginalSchemas
{
    /// <summary>As its document describes them.</summary>
    public const string Documented =
        """
        CREATE TABLE sessions (id VARCHAR(50) PRIMARY KEY, tutor_id VARCHAR(50), student_id VARCHAR(50), status VARCHAR(20),
            start_time TIMESTAMP, end_time TIMESTAMP, duration_minutes INTEGER);
        CREATE TABLE chat_messages (id INTEGER PRIMARY KEY, session_id VARCHAR(50), sender_id VARCHAR(50),
            sender_type VARCHAR(10), message_text TEXT, correction_text TEXT, created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
        CREATE TABLE session_participants (id INTEGER PRIMARY KEY, session_id VARCHAR(50), user_id VARCHAR(50),
            user_type VARCHAR(10), socket_id VARCHAR(50), is_active BOOLEAN, joined_at TIMESTAMP, left_at TIMESTAMP);
        INSERT INTO sessions VALUES ('old', 't1', 's1', 'active', '2025-11-28 10:00:00', NULL, NULL);
        INSERT INTO chat_messages (session_id, sender_id, sender_type, message_text, created_at)
            VALUES ('old', 't1', 'tutor', 'from before', '2025-11-28 10:00:01');
        """;

    /// <summary>The script that was shipped with it.</summary>
    public const string ShippedFirst =
        """
        CREATE TABLE sessions (id VARCHAR(50) PRIMARY KEY, tutor_id VARCHAR(50) NOT NULL, student_id VARCHAR(50) NOT NULL,
            scheduled_at TIMESTAMP NOT NULL, started_at TIMESTAMP, ended_at TIMESTAMP, lesson_material_id VARCHAR(50),
            duration_seconds INTEGER, status VARCHAR(20) NOT NULL DEFAULT 'scheduled'
                CHECK (status IN ('scheduled', 'active', 'completed', 'cancelled')));
        CREATE TABLE chat_messages (id VARCHAR(50) PRIMARY KEY, session_id VARCHAR(50) NOT NULL REFERENCES sessions(id),
            sender_id VARCHAR(50) NOT NULL, sender_type VARCHAR(10) NOT NULL, message_text TEXT NOT NULL,
            correction_text TEXT, created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
        CREATE TABLE session_participants (id VARCHAR(50) PRIMARY KEY, session_id VARCHAR(50) NOT NULL REFERENCES sessions(id),
            user_id VARCHAR(50) NOT NULL, user_type VARCHAR(10) NOT NULL, socket_id VARCHAR(100), is_active BOOLEAN DEFAULT true,
            joined_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, left_at TIMESTAMP, UNIQUE (session_id, user_id, is_active));
        INSERT INTO sessions (id, tutor_id, student_id, scheduled_at) VALUES ('old', 't1', 's1', '2025-11-28 10:00:00');
        INSERT INTO chat_messages VALUES ('m0', 'old', 't1', 'tutor', 'from before', NULL, '2025-11-28 10:00:01');
        """;

    /// <summary>The script of its last version.</summary>
    public const string ShippedLast =
        """
        CREATE TABLE sessions (id TEXT PRIMARY KEY, tutor_id TEXT NOT NULL, student_id TEXT NOT NULL,
            status TEXT DEFAULT 'scheduled' CHECK (status IN ('scheduled', 'active', 'completed', 'cancelled')),
            start_time TIMESTAMP, end_time TIMESTAMP);
        CREATE TABLE chat_messages (id TEXT PRIMARY KEY, session_id TEXT NOT NULL, sender_id TEXT NOT NULL,
            sender_type TEXT NOT NULL CHECK (sender_type IN ('tutor', 'student')), message_text TEXT NOT NULL,
            correction_text TEXT, created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
        CREATE TABLE session_participants (id TEXT PRIMARY KEY, session_id TEXT NOT NULL, user_id TEXT NOT NULL,
            user_type TEXT NOT NULL, socket_id TEXT, joined_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, left_at TIMESTAMP);
        INSERT INTO sessions (id, tutor_id, student_id) VALUES ('old', 't1', 's1');
        INSERT INTO chat_messages VALUES ('m0', 'old', 't1', 'tutor', 'from before', NULL, '2025-11-28 10:00:01');
        """;

    /// <summary>The schema as it was on that product: PostgreSQL numbers rows where the type says so.</summary>
    public static string Get(string name, DatabaseProduct product) => name switch
    {
        nameof(Documented) when product is DatabaseProduct.Postgres =>
            Documented.Replace("INTEGER PRIMARY KEY", "SERIAL PRIMARY KEY", StringComparison.Ordinal),
        nameof(Documented) => Documented,
        nameof(ShippedFirst) => ShippedFirst,
        nameof(ShippedLast) => ShippedLast,
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };
}
