using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Authentication.Tokens;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>The people of meeting rooms, who have no login: they show the pass that their room gave them. A call is a room, and its parts are its recordings.</summary>
internal sealed class MeetingUsers(MeetingPasses passes, SqlTakeStore takes, IOptions<MeetingRoomOptions> options) : ISystemUsers
{
    // A pass for a call is of now: whoever is in the room gets another at any time.
    private static readonly TimeSpan CallPassAge = TimeSpan.FromHours(1);

    private readonly MeetingRoomOptions _options = options.Value;

    public string Slug => "meeting-rooms";

    public RecordingLimits RecordingLimits => new(_options.MaxRecordingBytes, _options.MaxRecordingUploads, _options.RecordingLifetime);

    public Task<IReadOnlyList<SystemUser>> ReadAsync(HttpContext context) =>
        Task.FromResult<IReadOnlyList<SystemUser>>(Read(context, _options.PassLifetime) is { } user ? [user] : []);

    public Task<SystemUser?> ReadCallerAsync(HttpContext context) => Task.FromResult<SystemUser?>(Read(context, CallPassAge));

    public async Task<bool> IsParticipantAsync(SystemUser user, string callId) => await ListPartsAsync(user, callId) is { Count: > 0 };

    public async Task<IReadOnlyList<CallPart>?> ListPartsAsync(SystemUser user, string callId) =>
        _options.Recordings && user is RoomUser visitor && visitor.Room == callId ? await takes.ListAsync(callId, user.Id) : [];

    public Task ForgetPartsAsync(DateTimeOffset before) => takes.ForgetAsync(before);

    private RoomUser? Read(HttpContext context, TimeSpan maxAge) =>
        passes.Read(JwtVerifier.FromBearer(context.Request.Headers.Authorization.ToString()), maxAge) is { } pass
            ? new RoomUser(pass.Person, pass.Name, pass.Room)
            : null;

    private sealed record RoomUser(string Id, string Name, string Room) : SystemUser(Id, Name, IsAdmin: false);
}
