namespace SocketIoCompat.Handlers.ProjectChat.Sockets;

/// <summary>Which pages get a frame, on whichever server they are: all that one of the first three names, without those that the others name.</summary>
internal sealed record PageAudience
{
    /// <summary>The pages that show this project.</summary>
    public string? ProjectId { get; init; }

    /// <summary>The pages of these users that show no project.</summary>
    public IReadOnlyCollection<string> UnboundOf { get; init; } = [];

    /// <summary>All pages of this user.</summary>
    public string? UserId { get; init; }

    /// <summary>No page of these users.</summary>
    public IReadOnlyCollection<string> ExceptUserIds { get; init; } = [];

    /// <summary>No other page than this one; null for no such bound.</summary>
    public string? OnlyPageId { get; init; }

    /// <summary>Not this page.</summary>
    public string? ExceptPageId { get; init; }

    /// <summary>The pages that show a project, and those of its members that show none.</summary>
    public static PageAudience Members(ProjectRoster roster) => new() { ProjectId = roster.Id, UnboundOf = roster.MemberIds };

    /// <summary>Whether the page is left out, though it was named.</summary>
    public bool Excludes(ChatPage page) =>
        page.Id == ExceptPageId || (OnlyPageId is not null && page.Id != OnlyPageId) || ExceptUserIds.Contains(page.User.Id, StringComparer.Ordinal);
}
