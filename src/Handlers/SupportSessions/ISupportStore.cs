namespace SocketIoCompat.Handlers.SupportSessions;

/// <summary>Keeps the sessions and what is said in them.</summary>
internal interface ISupportStore
{
    Task<SupportSession?> FindAsync(string sessionId);

    /// <summary>Makes a session; nothing happens when it exists.</summary>
    Task CreateAsync(SupportSession session);

    /// <summary>Gives a user the customer's place, or an agent's, if it is free. Returns the session as it is then.</summary>
    Task<SupportSession?> TakePlaceAsync(string sessionId, string userId, bool asAgent, int maxAgents);

    /// <summary>Assigns an agent: in the place of the one, or beside the others where there may be several.</summary>
    Task<SupportSession?> AssignAsync(string sessionId, string agentId, string byUserId, int maxAgents);

    /// <summary>Changes what is given. Returns the session as it is then.</summary>
    Task<SupportSession?> UpdateAsync(string sessionId, string? status, string? priority, string? notes);

    /// <summary>Closes a session. The first end counts.</summary>
    Task EndAsync(string sessionId, string byUserId);

    /// <summary>Stores an entry; it comes after all that were stored before.</summary>
    Task AppendAsync(string sessionId, SupportEntry entry);

    /// <summary>All entries, in their order.</summary>
    Task<IReadOnlyList<SupportEntry>> ReadEntriesAsync(string sessionId);

    /// <summary>A page of sessions, the newest first, and how many there are. Of one participant, or of all for null.</summary>
    Task<(IReadOnlyList<SupportSession> Sessions, int Total)> ListAsync(string? participantId, int offset, int count);
}
