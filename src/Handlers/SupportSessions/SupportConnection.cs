using SocketIoCompat.Handlers.Authentication.Tokens;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.SupportSessions.Contracts;
using SocketIoCompat.Handlers.SupportSessions.Transcription;

namespace SocketIoCompat.Handlers.SupportSessions;

/// <summary>
/// What the support sessions know of one socket. The socket's events are handled one after another, so only they change it and it
/// needs no lock.
/// </summary>
internal sealed class SupportConnection(SupportUser user, string sessionId, bool isParticipant, EventRate rate)
{
    public SupportUser User { get; } = user;

    public string SessionId { get; } = sessionId;

    /// <summary>The user has a place in the session.</summary>
    public bool IsParticipant { get; } = isParticipant;

    public EventRate Rate { get; } = rate;

    /// <summary>The others were told that the user is here, and not yet that he left.</summary>
    public bool IsPresent { get; set; }

    /// <summary>When the socket's token ends; set when it has joined.</summary>
    public TokenExpiry? Expiry { get; set; }

    /// <summary>Writes down what the user says, once the page asked for it.</summary>
    public ITranscription? Transcription { get; set; }
}
