using Microsoft.AspNetCore.Http;

namespace SocketIoCompat.Handlers.Systems;

/// <summary>A user of one of the documented systems.</summary>
/// <param name="Id">His id there.</param>
/// <param name="Name">What others are shown.</param>
/// <param name="IsAdmin">Whether he may remove what others have left.</param>
internal record SystemUser(string Id, string Name, bool IsAdmin);

/// <summary>A part of a call, where not everybody who is in the call took part in all of it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="MayAdd">Whether the user may add recordings of it.</param>
internal sealed record CallPart(string Id, bool MayAdd);

/// <summary>What the recordings of a system may take where that is less than what holds for all.</summary>
/// <param name="MaxBytes">What they may take altogether.</param>
/// <param name="MaxUploads">How many uploads may be under way.</param>
/// <param name="Lifetime">How long each is kept.</param>
internal sealed record RecordingLimits(long MaxBytes, int MaxUploads, TimeSpan Lifetime);

/// <summary>What services for all systems ask each of them: who sends a request, and who is in a call.</summary>
internal interface ISystemUsers
{
    /// <summary>The system's name in addresses.</summary>
    string Slug { get; }

    /// <summary>What holds for its recordings beyond what holds for all; null where nothing does.</summary>
    RecordingLimits? RecordingLimits => null;

    /// <summary>The users of this system whose cookie or token a request brought; a browser may bring several.</summary>
    Task<IReadOnlyList<SystemUser>> ReadAsync(HttpContext context);

    /// <summary>Who asks for the way to the others of a call; null when that is nobody of this system.</summary>
    async Task<SystemUser?> ReadCallerAsync(HttpContext context) => await ReadAsync(context) is [var user, ..] ? user : null;

    /// <summary>Whether a user has a place in a session, call, room or project. Asking changes nothing.</summary>
    Task<bool> IsParticipantAsync(SystemUser user, string callId);

    /// <summary>The parts of the call that a participant took part in; null where the call is one for all participants.</summary>
    Task<IReadOnlyList<CallPart>?> ListPartsAsync(SystemUser user, string callId) => Task.FromResult<IReadOnlyList<CallPart>?>(null);

    /// <summary>Recordings that were made before then are gone: what is known of the parts that they were of can go too.</summary>
    Task ForgetPartsAsync(DateTimeOffset before) => Task.CompletedTask;
}
