using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.SupportSessions;

/// <summary>
/// The one place that makes the support sessions' room names. Ids come from clients and rooms of other systems live in the same server,
/// so every name starts with this system's prefix and the room's kind. With <see cref="RoomNaming.Compatible"/> the names are the
/// original's, and the ids are limited instead.
/// </summary>
internal sealed class SupportRooms(IOptions<SupportOptions> options, [FromKeyedServices(SystemNames.SupportSessions)] Namespace sockets)
{
    /// <summary>The name of a socket's data that holds its user's id.</summary>
    public const string UserIdKey = "userId";

    private readonly bool _isCompatible = options.Value.RoomNames == RoomNaming.Compatible;

    /// <summary>Whether a session's room is its bare id.</summary>
    public bool AreBare => _isCompatible;

    /// <summary>All participants of a session.</summary>
    public string Session(string sessionId) => _isCompatible ? sessionId : "s000:session:" + sessionId;

    /// <summary>The rooms of a participant.</summary>
    public string[] Of(string sessionId, string socketId) =>
        _isCompatible ? [sessionId] : [Session(sessionId), Participant(sessionId, socketId)];

    /// <summary>
    /// The room of one participant; null for a socket that is not in the session. A socket's own room is everybody's of that id on
    /// the whole server: where the name is the original's, it is asked whether the socket is in the session.
    /// </summary>
    public async ValueTask<string?> FindParticipantAsync(string sessionId, string socketId)
    {
        if (!_isCompatible)
        {
            return Participant(sessionId, socketId);
        }

        return (await FetchAsync(sessionId)).Any(socket => socket.Id == socketId) ? socketId : null;
    }

    /// <summary>The ids of the users in a session, without the one socket that asks.</summary>
    public async ValueTask<string[]> ReadOthersAsync(string sessionId, string socketId) =>
        [.. (await FetchAsync(sessionId)).Where(socket => socket.Id != socketId).Select(UserId).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>Whether a session may have this id.</summary>
    public bool AllowsSession(string id) => ClassroomIds.IsValid(id) && (!_isCompatible || CompatibleRooms.MayBeSession(id));

    // On all servers; while the cluster is away, on this one.
    private async ValueTask<RemoteSockets> FetchAsync(string sessionId)
    {
        try
        {
            return await sockets.In(Session(sessionId)).FetchSocketsAsync();
        }
        catch (ClusterUnavailableException)
        {
            return await sockets.Local.In(Session(sessionId)).FetchSocketsAsync();
        }
    }

    private static string? UserId(RemoteSocket socket) => socket.Data.GetValueOrDefault(UserIdKey) switch
    {
        string text => text,
        RawValue raw => Payload.ReadText(raw),
        _ => null,
    };

    private static string Participant(string sessionId, string socketId) => $"s000:participant:{socketId}:{sessionId}";
}
