using System.Collections.Concurrent;

namespace SocketIoCompat.Handlers.UserCalls;

/// <summary>
/// Who is in a call, for the dozens of signals that each call sends: asked of the database until both are known, and then
/// remembered, because neither ever changes.
/// </summary>
internal sealed class CallDirectory(ICallStore store)
{
    // About a megabyte. Beyond it the database is asked again, which is right too.
    private const int MaxRemembered = 4096;

    private readonly ConcurrentDictionary<string, (string Host, string Guest)> _known = new(StringComparer.Ordinal);

    /// <summary>
    /// Whether the sender may send the receiver something about the call. What no record says anything about is relayed;
    /// somebody else's call is not.
    /// </summary>
    public async ValueTask<bool> AllowsAsync(string? callId, string sender, string receiver)
    {
        if (callId is null)
        {
            return true;
        }

        if (_known.TryGetValue(callId, out var both))
        {
            return IsBetween(both.Host, both.Guest, sender, receiver);
        }

        return await store.FindAsync(callId) is not { } call || Allows(call, sender, receiver);
    }

    /// <summary>As <see cref="AllowsAsync"/>, with the call at hand.</summary>
    public bool Allows(VideoCall call, string sender, string receiver)
    {
        if (call.GuestId is not { } guest)
        {
            return call.HostId == sender || call.HostId == receiver;
        }

        if (_known.Count >= MaxRemembered)
        {
            _known.Clear();
        }

        _known[call.Id] = (call.HostId, guest);
        return IsBetween(call.HostId, guest, sender, receiver);
    }

    private static bool IsBetween(string one, string other, string sender, string receiver) =>
        (one == sender && other == receiver) || (one == receiver && other == sender);
}
