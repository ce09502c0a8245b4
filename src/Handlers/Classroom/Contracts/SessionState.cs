using System.Text.Json.Serialization;

namespace SocketIoCompat.Handlers.Classroom.Contracts;

/// <summary><c>session:state</c>.</summary>
internal sealed record SessionState(string SessionId, SessionParticipants Participants, string Status);

/// <summary>Who is in a session; keys of absent participants are absent.</summary>
internal sealed record SessionParticipants
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TutorId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StudentId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TutorSocketId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StudentSocketId { get; init; }
}

/// <summary><c>session:user-joined</c> and <c>session:user-left</c>.</summary>
internal sealed record SessionUser(string UserId, UserType UserType);

/// <summary><c>session:lesson-ended</c>.</summary>
internal sealed record LessonEnded(string TutorId, string Message);

/// <summary><c>session:error</c>: a refusal, sent to the refused socket alone.</summary>
internal sealed record SessionError(string Event, string Code, string Message);
