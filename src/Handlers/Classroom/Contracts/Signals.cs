namespace SocketIoCompat.Handlers.Classroom.Contracts;

/// <summary><c>webrtc:offer</c>, <c>webrtc:answer</c> and <c>webrtc:ice-candidate</c> as they come: one of the three values, and the receiver's user id.</summary>
internal sealed record SignalRequest(RawValue? Offer, RawValue? Answer, RawValue? Candidate, string? To);

/// <summary><c>webrtc:offer</c> as it goes.</summary>
internal sealed record OfferSignal(RawValue Offer, string From);

/// <summary><c>webrtc:answer</c> as it goes.</summary>
internal sealed record AnswerSignal(RawValue Answer, string From);

/// <summary><c>webrtc:ice-candidate</c> as it goes.</summary>
internal sealed record CandidateSignal(RawValue Candidate, string From);

/// <summary><c>interview:join</c>; the old pages' <c>odIuser</c> is not read.</summary>
internal sealed record InterviewJoin(string? RoomId, string? Role);

/// <summary><c>interview:end</c> and the room of an <c>interview:</c> signal, with one of the three values.</summary>
internal sealed record InterviewRequest(string? RoomId, RawValue? Offer, RawValue? Answer, RawValue? Candidate);

/// <summary><c>interview:offer</c> as it goes.</summary>
internal sealed record InterviewOffer(RawValue Offer);

/// <summary><c>interview:answer</c> as it goes.</summary>
internal sealed record InterviewAnswer(RawValue Answer);

/// <summary><c>interview:ice-candidate</c> as it goes.</summary>
internal sealed record InterviewCandidate(RawValue Candidate);
