namespace SocketIoCompat.Handlers.ProjectChat;

/// <summary>A project as a list of projects shows it.</summary>
internal sealed record ProjectRow(string Id, string Name, string CreatorId, string? EditorId, string? ClientId, string CreatedAt);

/// <summary>A member of a project's chat.</summary>
internal sealed record MemberRow(
    string Id, string ProjectId, string UserId, string? GuestName, string? ShareId, string? JoinedAt, string? LastSeenAt, int IsActive,
    string? FullName, string? Email);

/// <summary>Somebody who wants to become a member.</summary>
internal sealed record JoinRequestRow(
    string Id, string ProjectId, string UserId, string? GuestName, string Status, string? RequestedAt, string? UserName);

/// <summary>Projects and their members.</summary>
internal interface IProjectStore
{
    /// <summary>The project with everybody who may take part: its creator, editor and client, active members, and those with access.</summary>
    Task<ProjectRoster?> FindRosterAsync(string projectId);

    Task<IReadOnlyList<ProjectRow>> ListAsync(string userId);

    Task<ProjectRow> CreateAsync(string name, string creatorId, string? editorId, string? clientId);

    /// <summary>Makes the project when nobody has, and the user a member unless removed. For Development.</summary>
    Task JoinUnknownAsync(string projectId, string userId);

    Task<IReadOnlyList<MemberRow>> ListMembersAsync(string projectId);

    Task<MemberRow?> FindMemberAsync(string projectId, string memberId);

    /// <summary>Makes a user a member, or an active one again.</summary>
    Task<MemberRow> AddMemberAsync(string projectId, string userId, string? guestName, string? shareId);

    /// <summary>False when there is no such active member.</summary>
    Task<bool> RemoveMemberAsync(string projectId, string memberId, string removedBy);

    /// <summary>The request of a user, made now or still pending.</summary>
    Task<JoinRequestRow> RequestJoinAsync(string projectId, string userId, string? guestName);

    Task<IReadOnlyList<JoinRequestRow>> ListJoinRequestsAsync(string projectId);

    /// <summary>Answers a pending request; null when there is none.</summary>
    Task<JoinRequestRow?> AnswerJoinRequestAsync(string projectId, string requestId, bool isApproved, string userId);

    /// <summary>The status of a user's newest request, or <c>removed</c> for a member who was removed; null for neither.</summary>
    Task<string?> FindAccessStatusAsync(string projectId, string userId);
}
