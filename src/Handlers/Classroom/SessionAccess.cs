using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary>
/// Decides who may use a session: its tutor and its student. In Development a session that nobody created may be created by
/// the first join, and whoever joins first as tutor or as student holds that place; nothing but a join takes one.
/// </summary>
internal sealed class SessionAccess(
    ISessionStore store,
    SessionPresence presence,
    ClassroomRooms rooms,
    BareRooms bareRooms,
    IOptions<ClassroomOptions> options,
    IHostEnvironment environment)
{
    private readonly bool _createsOnJoin = environment.IsDevelopment() && (options.Value.CreateSessionsOnJoin ?? options.Value.RoomNames == RoomNaming.Prefixed);

    /// <summary>The session, when it exists and the user is its tutor or student; null is a refusal. Asking changes nothing.</summary>
    public async Task<ClassroomSession?> FindAsync(ClassroomUser user, string sessionId) =>
        await ReadAsync(user, sessionId) is { } session && session.IsParticipant(user) ? session : null;

    /// <summary>Whether somebody may create a session of this id.</summary>
    public async ValueTask<bool> MayExistAsync(string sessionId) => rooms.AllowsSession(sessionId) && !await IsOthersAsync(sessionId);

    /// <summary>True when the user is no participant yet and <see cref="JoinAsync"/> would make him one.</summary>
    public async Task<bool> IsOpenAsync(ClassroomUser user, string sessionId) =>
        MayCreate(user, sessionId) && !await IsOthersAsync(sessionId) &&
        (await ReadAsync(user, sessionId) is not { } session || (!session.IsParticipant(user) && await MayClaimAsync(user, session)));

    /// <summary>
    /// As <see cref="FindAsync"/>, and where that is allowed creates an unknown session and takes the user's place in it.
    /// </summary>
    public async Task<ClassroomSession?> JoinAsync(ClassroomUser user, string sessionId)
    {
        var session = await ReadAsync(user, sessionId);
        if (session is null && MayCreate(user, sessionId) && !await IsOthersAsync(sessionId))
        {
            var created = new ClassroomSession(
                sessionId,
                TutorId: user.Type == UserType.Tutor ? user.UserId : null,
                StudentId: user.Type == UserType.Student ? user.UserId : null,
                SessionStatus.Scheduled,
                CreatedByJoin: true);
            if (await store.CreateAsync(created))
            {
                return created;
            }

            session = await ReadAsync(user, sessionId); // somebody else created it just now
        }

        return session is null || session.IsParticipant(user) ? session : await ClaimAsync(user, session);
    }

    private bool MayUse(ClassroomUser user, string sessionId) =>
        user.Type != UserType.Admin && rooms.AllowsSession(sessionId);

    private async Task<ClassroomSession?> ReadAsync(ClassroomUser user, string sessionId) =>
        MayUse(user, sessionId) && !await IsOthersAsync(sessionId) ? await store.FindAsync(sessionId) : null;

    private async Task<ClassroomSession?> ClaimAsync(ClassroomUser user, ClassroomSession session)
    {
        if (!await MayClaimAsync(user, session))
        {
            return null;
        }

        var claimed = await store.ClaimAsync(session.Id, user, session.HolderOf(user.Type));
        return claimed is not null && claimed.IsParticipant(user) ? claimed : null;
    }

    // Its room would be that of the other system's session, and whoever joins hears what is said there.
    private async ValueTask<bool> IsOthersAsync(string sessionId) =>
        rooms.AreBare && await bareRooms.AreOthersAsync(SystemNames.Classroom, sessionId);

    private bool MayCreate(ClassroomUser user, string sessionId) => _createsOnJoin && MayUse(user, sessionId);

    private async ValueTask<bool> MayClaimAsync(ClassroomUser user, ClassroomSession session) =>
        _createsOnJoin && session.CreatedByJoin &&
        (session.HolderOf(user.Type) is not { } holder || await MayReplaceAsync(user, session.Id, holder));

    // The old pages' development identity has a new user id at every load: after a reload it is the same person again.
    private async ValueTask<bool> MayReplaceAsync(ClassroomUser user, string sessionId, string holder) =>
        user.IsEphemeral && !await presence.IsPresentAsync(sessionId, user.Type, holder);
}
