namespace SocketIoCompat.Handlers.Classroom;

/// <summary>Sessions and who took part in them.</summary>
internal interface ISessionStore
{
    Task<ClassroomSession?> FindAsync(string sessionId);

    /// <summary>Stores a new session. False when the id is taken.</summary>
    Task<bool> CreateAsync(ClassroomSession session, DateTimeOffset? startTime = null, int? durationMinutes = null);

    /// <summary>
    /// Gives the place of the user's type to the user, in a session that a join created and whose place still belongs to
    /// <paramref name="holder"/> (null: to nobody). Returns the session as it is afterwards.
    /// </summary>
    Task<ClassroomSession?> ClaimAsync(string sessionId, ClassroomUser user, string? holder);

    Task RecordJoinAsync(string sessionId, ClassroomUser user, string socketId);

    Task RecordLeaveAsync(string sessionId, ClassroomUser user);

    /// <summary>
    /// Called at the start: whoever this server had in a session when it ended without a goodbye has left, as of now.
    /// Participants of other servers and of the original system are not touched.
    /// </summary>
    Task RecordLostAsync();

    /// <summary>Tutor and student are both there: a scheduled session becomes active.</summary>
    Task MarkStartedAsync(string sessionId);

    /// <summary>The tutor has ended the lesson.</summary>
    Task MarkCompletedAsync(string sessionId);
}
