using SocketIoCompat.Events;

namespace SocketIoCompat.Namespaces;

/// <summary>What a client brings to recover its session: <c>{pid, offset?}</c> among its credentials.</summary>
internal static class RecoveryToken
{
    private static readonly HashSet<string> Recoverable =
    [
        DisconnectReason.TransportError, DisconnectReason.TransportClose, DisconnectReason.ForcedClose,
        DisconnectReason.PingTimeout, DisconnectReason.ServerShuttingDown, DisconnectReason.ForcedServerClose,
    ];

    /// <summary>Whether a client that was lost like this may come back to its session.</summary>
    public static bool IsValidAfter(string reason) => Recoverable.Contains(reason);

    /// <summary>Reads a token; the offset is null for a client that had received no event.</summary>
    public static bool TryRead(RawValue auth, out string pid, out string? offset)
    {
        var hasPid = AuthReader.TryGetString(auth, "pid"u8, out var token, out _);
        pid = token ?? string.Empty;
        return (AuthReader.TryGetString(auth, "offset"u8, out offset, out var hasOffset) || !hasOffset) && hasPid && pid.Length > 0;
    }
}
