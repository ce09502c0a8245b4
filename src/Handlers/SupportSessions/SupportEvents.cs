using SocketIoCompat.Handlers.SupportSessions.Contracts;

namespace SocketIoCompat.Handlers.SupportSessions;

/// <summary>The events that the support sessions send.</summary>
internal static class SupportEvents
{
    public static readonly Event<SupportUser> UserJoined = new("user-joined");
    public static readonly Event<SupportUser> UserLeft = new("user-left");
    public static readonly Event<RawValue, string, SupportUser> Signal = new("rtc-signal");
    public static readonly Event<RawValue, string?> ReturnSignal = new("return-rtc-signal");
    public static readonly Event<ChatText> Message = new("chat-message");
    public static readonly Event<string> Transcription = new("transcription");
}
