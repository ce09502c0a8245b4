using System.Text.Json.Serialization;

namespace SocketIoCompat.Handlers.UserCalls.Contracts;

/// <summary>
/// <c>webrtc:*</c> as it comes: the receiver's user id, perhaps the call's, and what the event is about. Members are read one by one,
/// because a client may have written anything.
/// </summary>
internal sealed record CallRequest(
    RawValue? To,
    RawValue? CallId,
    [property: JsonPropertyName("room_name")] RawValue? RoomName,
    RawValue? Sdp,
    RawValue? Candidate);

/// <summary><c>webrtc:incoming-call</c>.</summary>
internal sealed record IncomingCall(
    string From,
    string CallId,
    [property: JsonPropertyName("room_name"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RoomName);

/// <summary><c>webrtc:offer</c> and <c>webrtc:answer</c> as they go.</summary>
internal sealed record DescriptionSignal(
    string From,
    RawValue Sdp,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? CallId);

/// <summary><c>webrtc:ice-candidate</c> as it goes.</summary>
internal sealed record IceCandidateSignal(
    string From,
    RawValue Candidate,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? CallId);

/// <summary><c>webrtc:end-call</c> as it goes.</summary>
internal sealed record EndedCall(
    string From,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? CallId);
