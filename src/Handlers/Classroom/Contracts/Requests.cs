namespace SocketIoCompat.Handlers.Classroom.Contracts;

/// <summary><c>session:join</c>, <c>chat:request-history</c> and all else that names nothing but a session.</summary>
internal sealed record SessionReference(string? SessionId);

/// <summary><c>session:end-lesson</c>.</summary>
internal sealed record EndLesson(string? Message);

/// <summary><c>chat:send</c>.</summary>
internal sealed record ChatSend(
    string? SessionId,
    string? Text,
    string? Correction,
    string? FileUrl,
    string? FileName,
    string? FileType,
    long? FileSize);

/// <summary><c>chat:typing</c> as it comes.</summary>
internal sealed record TypingChange(bool? IsTyping);

/// <summary><c>chat:typing</c> as it goes.</summary>
internal sealed record Typing(string UserId, bool IsTyping);

/// <summary><c>notification:get-all</c>.</summary>
internal sealed record NotificationPage(int? Limit, int? Offset);

/// <summary><c>schedule:subscribe</c>.</summary>
internal sealed record ScheduleReference(string? TutorId);
