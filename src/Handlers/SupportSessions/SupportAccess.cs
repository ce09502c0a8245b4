using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.SupportSessions.Contracts;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.SupportSessions;

/// <summary>What a connection for a session is.</summary>
internal enum Admission
{
    NoSession,
    Stranger,
    Participant,
}

/// <summary>Which sessions there are, and who has a place in them.</summary>
internal sealed class SupportAccess(
    ISupportStore store,
    SupportRooms rooms,
    BareRooms bareRooms,
    IOptions<SupportOptions> options,
    IHostEnvironment environment,
    TimeProvider time)
{
    private readonly bool _takesPlaces = environment.IsDevelopment() && (options.Value.TakePlacesOnJoin ?? options.Value.RoomNames == RoomNaming.Prefixed);

    /// <summary>Decides on a connection. The user takes a place that is free where that is allowed.</summary>
    public async Task<Admission> AdmitAsync(SupportUser user, string sessionId)
    {
        var session = await store.FindAsync(sessionId);
        if (session?.Has(user.Id) == true)
        {
            return Admission.Participant;
        }

        // A session that a connection made would have the room of another system's.
        if (!_takesPlaces || (session is null && rooms.AreBare && await bareRooms.AreOthersAsync(SystemNames.SupportSessions, sessionId)))
        {
            return session is null ? Admission.NoSession : Admission.Stranger;
        }

        if (user.Role == SupportRole.Admin)
        {
            return Admission.Stranger;
        }

        if (session is null)
        {
            await store.CreateAsync(new SupportSession
            {
                SessionId = sessionId,
                ObjectId = SupportIds.NewObjectId(),
                Status = SupportStatus.Active,
                Subject = "Support session",
                Date = time.GetUtcNow(),
            });
        }

        session = await store.TakePlaceAsync(sessionId, user.Id, user.Role == SupportRole.Agent, options.Value.MaxAgents);
        return session?.Has(user.Id) == true ? Admission.Participant : Admission.Stranger;
    }
}
