using SocketIoCompat.Handlers.UserCalls.Contracts;

namespace SocketIoCompat.Handlers.UserCalls;

/// <summary>The events that the user calls send.</summary>
internal static class CallEvents
{
    public static readonly Event<IncomingCall> Incoming = new("webrtc:incoming-call");
    public static readonly Event<DescriptionSignal> Offer = new("webrtc:offer");
    public static readonly Event<DescriptionSignal> Answer = new("webrtc:answer");
    public static readonly Event<IceCandidateSignal> Candidate = new("webrtc:ice-candidate");
    public static readonly Event<EndedCall> Ended = new("webrtc:end-call");
}
