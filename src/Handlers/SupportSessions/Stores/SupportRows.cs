namespace SocketIoCompat.Handlers.SupportSessions.Stores;

/// <summary>A row of <c>support_sessions</c>.</summary>
internal sealed class SessionRow
{
    public string SessionId { get; init; } = "";

    public string? ObjectId { get; init; }

    public string? CustomerId { get; init; }

    public string? Team { get; init; }

    public string? Status { get; init; }

    public string? Priority { get; init; }

    public string? Category { get; init; }

    public string? Subject { get; init; }

    public string? Description { get; init; }

    public string? Notes { get; init; }

    public object? Date { get; init; }

    public object? ResolvedAt { get; init; }

    public object? CreatedAt { get; init; }

    public object? UpdatedAt { get; init; }
}

/// <summary>A row of <c>support_agents</c>.</summary>
internal sealed class AgentRow
{
    public string SessionId { get; init; } = "";

    public string UserId { get; init; } = "";
}

/// <summary>A row of <c>support_entries</c>.</summary>
internal sealed class EntryRow
{
    public string Id { get; init; } = "";

    public string Kind { get; init; } = "";

    public string? UserId { get; init; }

    public string? Text { get; init; }

    public string? Type { get; init; }

    public object At { get; init; } = "";
}
