using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary>
/// Decides who may use a session: its tutor and its student. In Development a session that nobody created may be created by
/// the first join, and whoever joins first as tutor or as student holds that place.
/// </summary>
internal sealed class SessionAccess(
    ISessionStore store,
    SessionPresence presence,
    IOptions<ClassroomOptions> options,
    IHostEnvironment environment)
{
    private readonly bool _createsOnJoin = environment.IsDevelopment() && (options.Value.CreateSessionsOnJoin ?? true);

    /// <summary>The session, when it exists and the user is its tutor or student; null is a refusal.</summary>
    public async Task<ClassroomSession?> FindAsync(ClassroomUser user, string sessionId)
    {
        if (user.Type == UserType.Admin || !ClassroomIds.IsValid(sessionId))
        {
            return null;
        }

        return await store.FindAsync(sessionId) is { } session ? await AdmitAsync(user, session) : null;
    }

    /// <summary>As <see cref="FindAsync"/>, and creates an unknown session where that is allowed.</summary>
    public async Task<ClassroomSession?> FindOrCreateAsync(ClassroomUser user, string sessionId)
    {
        if (await FindAsync(user, sessionId) is { } session)
        {
            return session;
        }

        if (!_createsOnJoin || user.Type == UserType.Admin || !ClassroomIds.IsValid(sessionId))
        {
            return null;
        }

        var created = new ClassroomSession(
            sessionId,
            TutorId: user.Type == UserType.Tutor ? user.UserId : null,
            StudentId: user.Type == UserType.Student ? user.UserId : null,
            SessionStatus.Scheduled,
            CreatedByJoin: true);

        // Not created: it exists and the user is a stranger there, or somebody else created it just now.
        return await store.CreateAsync(created) ? created : await FindAsync(user, sessionId);
    }

    private async Task<ClassroomSession?> AdmitAsync(ClassroomUser user, ClassroomSession session)
    {
        if (session.IsParticipant(user))
        {
            return session;
        }

        if (!session.CreatedByJoin || !_createsOnJoin)
        {
            return null;
        }

        var holder = session.HolderOf(user.Type);
        if (holder is not null && !MayReplace(user, session.Id, holder))
        {
            return null;
        }

        var claimed = await store.ClaimAsync(session.Id, user, holder);
        return claimed is not null && claimed.IsParticipant(user) ? claimed : null;
    }

    // The old pages' development identity has a new user id at every load: after a reload it is the same person again.
    private bool MayReplace(ClassroomUser user, string sessionId, string holder) =>
        user.IsEphemeral && !presence.IsPresent(sessionId, user.Type, holder);
}
