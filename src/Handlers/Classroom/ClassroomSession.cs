namespace SocketIoCompat.Handlers.Classroom;

/// <summary>A tutoring session: one tutor, one student.</summary>
/// <param name="Id">The session's id, which is its booking's.</param>
/// <param name="TutorId">The tutor; null when a session that a join created has none yet.</param>
/// <param name="StudentId">The student; null when a session that a join created has none yet.</param>
/// <param name="Status">One of <see cref="SessionStatus"/>.</param>
/// <param name="CreatedByJoin">Nobody created it: the first join of an unknown id did, in Development.</param>
internal sealed record ClassroomSession(string Id, string? TutorId, string? StudentId, string Status, bool CreatedByJoin)
{
    /// <summary>Who holds the place of this type.</summary>
    public string? HolderOf(UserType type) => type switch
    {
        UserType.Tutor => TutorId,
        UserType.Student => StudentId,
        _ => null,
    };

    /// <summary>Ids of tutors and of students are separate sets, so the type counts too.</summary>
    public bool IsParticipant(ClassroomUser user) =>
        HolderOf(user.Type) is { } holder && string.Equals(holder, user.UserId, StringComparison.Ordinal);
}

/// <summary>The documented values of <c>sessions.status</c>.</summary>
internal static class SessionStatus
{
    public const string Scheduled = "scheduled";
    public const string Active = "active";
    public const string Completed = "completed";
}
