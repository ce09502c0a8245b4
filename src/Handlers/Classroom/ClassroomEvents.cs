using SocketIoCompat.Handlers.Classroom.Contracts;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary>The events that the classroom sends.</summary>
internal static class ClassroomEvents
{
    public static readonly Event<SessionUser> UserJoined = new("session:user-joined");
    public static readonly Event<SessionUser> UserLeft = new("session:user-left");
    public static readonly Event<SessionState> State = new("session:state");
    public static readonly Event<LessonEnded> LessonEnded = new("session:lesson-ended");
    public static readonly Event<SessionError> Error = new("session:error");

    public static readonly Event<ChatMessage> Message = new("chat:message");
    public static readonly Event<IReadOnlyList<ChatMessage>> History = new("chat:history");
    public static readonly Event<Typing> Typing = new("chat:typing");

    public static readonly Event<OfferSignal> Offer = new("webrtc:offer");
    public static readonly Event<AnswerSignal> Answer = new("webrtc:answer");
    public static readonly Event<CandidateSignal> Candidate = new("webrtc:ice-candidate");
    public static readonly Event PeerLeft = new("webrtc:peer-left");

    public static readonly Event<StrokeDrawn> Stroke = new("highlight:stroke");
    public static readonly Event<HighlightsCleared> HighlightsCleared = new("highlight:clear");
    public static readonly Event<HighlightSync> HighlightSync = new("highlight:sync");

    public static readonly Event<Notification> NotificationNew = new("notification:new");
    public static readonly Event<NotificationList> NotificationList = new("notification:list");
    public static readonly Event<NotificationRead> NotificationRead = new("notification:read");
    public static readonly Event<NotificationsRead> NotificationsRead = new("notification:read-all");

    public static readonly Event TutorJoined = new("interview:tutor-joined");
    public static readonly Event AdminJoined = new("interview:admin-joined");
    public static readonly Event TutorLeft = new("interview:tutor-left");
    public static readonly Event AdminLeft = new("interview:admin-left");
    public static readonly Event InterviewEnded = new("interview:ended");
    public static readonly Event<InterviewOffer> InterviewOffer = new("interview:offer");
    public static readonly Event<InterviewAnswer> InterviewAnswer = new("interview:answer");
    public static readonly Event<InterviewCandidate> InterviewCandidate = new("interview:ice-candidate");

}
