namespace SocketIoCompat.Adapters;

/// <summary>A broadcast in the cluster's log.</summary>
internal sealed record LoggedBroadcast(LogOffset Offset, ClusterMessage Message);

/// <summary>Some entries of the log: the broadcasts of one namespace among them, and the last one read; null behind the end.</summary>
internal sealed record LogPage(IReadOnlyList<LoggedBroadcast> Broadcasts, LogOffset? Last);

/// <summary>A session as it is kept in the cluster: a JSON object and what its placeholders number.</summary>
internal sealed record SavedSession(ReadOnlyMemory<byte> Json, IReadOnlyList<ReadOnlyMemory<byte>> Attachments);

/// <summary>What a link offers that carries broadcasts in a log, which all servers read in the same order and can read again.</summary>
internal interface IRecoveryLog
{
    /// <summary>Whether the log can be written and is being read.</summary>
    bool IsAvailable { get; }

    /// <summary>Raised when it no longer is.</summary>
    event Action? Lost;

    /// <summary>Everything up to this place has been handed to the namespace.</summary>
    LogOffset Position { get; }

    /// <summary>A broadcast as it stands in the log.</summary>
    byte[] Encode(ClusterMessage broadcast);

    /// <summary>The broadcast in such an entry of this server.</summary>
    ClusterMessage? Decode(byte[] encoded);

    /// <summary>Writes a broadcast to the log, in the order of the calls.</summary>
    /// <exception cref="ClusterUnavailableException">It is not known whether that has worked. It was counted.</exception>
    Task<LogOffset> AppendAsync(byte[] encoded);

    /// <summary>Whether everything after a place is still there.</summary>
    /// <param name="offset">The place.</param>
    /// <param name="mustExist">Whether there must be an entry at that very place, which a client claims to have received.</param>
    /// <exception cref="ClusterUnavailableException">The log cannot be read.</exception>
    Task<bool> IsCompleteAfterAsync(LogOffset offset, bool mustExist);

    /// <summary>Reads entries from a place on, the one at that place included.</summary>
    /// <exception cref="ClusterUnavailableException">The log cannot be read.</exception>
    Task<LogPage> ReadAsync(LogOffset from);

    /// <summary>Keeps a session for any server to take.</summary>
    /// <exception cref="ClusterUnavailableException">It is not known whether that has worked.</exception>
    Task SaveSessionAsync(string pid, SavedSession session, TimeSpan lifetime);

    /// <summary>Reads a session and deletes it in one step.</summary>
    /// <exception cref="ClusterUnavailableException">It cannot be read.</exception>
    Task<SavedSession?> TakeSessionAsync(string pid);
}
