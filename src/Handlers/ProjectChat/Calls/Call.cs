namespace SocketIoCompat.Handlers.ProjectChat.Calls;

/// <summary>A user in a call. A call belongs to one page of each, but a page's connection may be lost and come back as another.</summary>
internal sealed class CallParty(string userId, string? socketId)
{
    public string UserId { get; } = userId;

    /// <summary>The socket of the page that has the call; null while it rings everywhere, or after that socket was lost.</summary>
    public string? SocketId { get; set; } = socketId;

    /// <summary>Since when no page of the user can have the call; null when one can.</summary>
    public DateTimeOffset? LostAt { get; set; }

    /// <summary>Whether the user has opened a page since the call has this one: it may be the same page, whose old connection is found dead later.</summary>
    public bool HasNewerPage { get; set; }

    /// <summary>Whether what this socket sends is said for the call: a second page of the same user has no part in it.</summary>
    public bool Speaks(string socketId) => SocketId is null || SocketId == socketId;
}

/// <summary>A call of a project: of two, or of a group.</summary>
internal sealed class Call(string id, string projectId, string callerId, string type, bool isGroup, DateTimeOffset startedAt)
{
    public string Id { get; } = id;

    public string ProjectId { get; } = projectId;

    /// <summary>Who started it.</summary>
    public string CallerId { get; } = callerId;

    /// <summary><c>audio</c> or <c>video</c>.</summary>
    public string Type { get; } = type;

    public bool IsGroup { get; } = isGroup;

    public DateTimeOffset StartedAt { get; } = startedAt;

    /// <summary>When it was answered; null while it rings.</summary>
    public DateTimeOffset? AnsweredAt { get; set; }

    /// <summary>The caller first; in a group, whoever is in it now.</summary>
    public List<CallParty> Parties { get; } = [];

    /// <summary>Everybody who ever was in it, the caller first.</summary>
    public List<string> Everybody { get; } = [];

    /// <summary>Counts what was recorded of the call, so that an older record never replaces a newer one.</summary>
    public int Revision { get; set; }

    /// <summary>How other servers know it.</summary>
    public string? Told { get; set; }

    public CallParty? Find(string userId) => Parties.Find(p => p.UserId == userId);

    /// <summary>The other one of a call of two.</summary>
    public CallParty OtherThan(CallParty party) => Parties[0] == party ? Parties[1] : Parties[0];
}
