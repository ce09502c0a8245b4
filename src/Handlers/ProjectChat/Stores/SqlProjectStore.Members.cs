using System.Data.Common;
using Dapper;
using SocketIoCompat.Handlers.Classroom;

namespace SocketIoCompat.Handlers.ProjectChat.Stores;

/// <summary>The members of a project and the requests to become one.</summary>
internal sealed partial class SqlProjectStore
{
    private const string SelectMember =
        "SELECT id AS Id, project_id AS ProjectId, user_id AS UserId, guest_name AS GuestName, share_id AS ShareId, " +
        "is_active AS IsActive, joined_at AS JoinedAt, last_seen_at AS LastSeenAt FROM project_chat_members ";

    private const string SelectRequest =
        "SELECT id AS Id, project_id AS ProjectId, user_id AS UserId, guest_name AS GuestName, status AS Status, " +
        "requested_at AS RequestedAt FROM chat_join_requests ";

    private const string Remove =
        """
        UPDATE project_chat_members SET is_active = 0, removed_by = @removedBy, removed_at = @now
        WHERE id = @memberId AND project_id = @projectId AND is_active = 1
        """;

    // Again after an answer: the row is the user's only one.
    private const string UpsertRequest =
        """
        INSERT INTO chat_join_requests (id, project_id, user_id, guest_name, status, requested_at)
        VALUES (@id, @projectId, @userId, @guestName, 'pending', @now)
        ON CONFLICT (id) DO UPDATE SET
            status = 'pending', requested_at = excluded.requested_at, responded_by = NULL, responded_at = NULL
        WHERE chat_join_requests.status <> 'pending'
        """;

    private const string AnswerRequest =
        """
        UPDATE chat_join_requests SET status = @status, responded_by = @userId, responded_at = @now
        WHERE id = @requestId AND project_id = @projectId AND status = 'pending'
        """;

    public Task<IReadOnlyList<MemberRow>> ListMembersAsync(string projectId) =>
        database.ReadAsync<IReadOnlyList<MemberRow>>(async connection =>
            [.. (await connection.QueryAsync<MemberData>(
                SelectMember + "WHERE project_id = @projectId AND is_active = 1 ORDER BY joined_at, id", new { projectId })).Select(ToMember)]);

    public Task<MemberRow?> FindMemberAsync(string projectId, string memberId) =>
        database.ReadAsync(connection => ReadMemberAsync(connection, projectId, memberId));

    public Task<bool> RemoveMemberAsync(string projectId, string memberId, string removedBy)
    {
        var now = Now;
        return database.WriteAsync(async connection =>
            await connection.ExecuteAsync(Remove, new { projectId, memberId, removedBy, now }) > 0);
    }

    public Task<JoinRequestRow> RequestJoinAsync(string projectId, string userId, string? guestName)
    {
        var now = Now;
        var id = StableId.Of("request", projectId, userId);
        return database.WriteAsync(async connection =>
        {
            await connection.ExecuteAsync(UpsertRequest, new { id, projectId, userId, guestName, now });
            return (await ReadRequestAsync(connection, projectId, id))!;
        });
    }

    public Task<IReadOnlyList<JoinRequestRow>> ListJoinRequestsAsync(string projectId) =>
        database.ReadAsync<IReadOnlyList<JoinRequestRow>>(async connection =>
            [.. (await connection.QueryAsync<RequestData>(
                SelectRequest + "WHERE project_id = @projectId AND status = 'pending' ORDER BY requested_at, id",
                new { projectId })).Select(ToRequest)]);

    public Task<JoinRequestRow?> AnswerJoinRequestAsync(string projectId, string requestId, bool isApproved, string userId)
    {
        var now = Now;
        return database.WriteAsync(async connection =>
        {
            var status = isApproved ? "approved" : "rejected";
            if (await connection.ExecuteAsync(AnswerRequest, new { requestId, projectId, status, userId, now }) == 0)
            {
                return null;
            }

            var request = (await ReadRequestAsync(connection, projectId, requestId))!;
            if (isApproved)
            {
                await connection.ExecuteAsync(UpsertMember, new
                {
                    id = MemberId(projectId, request.UserId),
                    projectId,
                    userId = request.UserId,
                    guestName = request.GuestName,
                    shareId = (string?)null,
                    now,
                });
            }

            return request;
        });
    }

    public Task<string?> FindAccessStatusAsync(string projectId, string userId) =>
        database.ReadAsync(async connection =>
        {
            var request = await ReadRequestAsync(connection, projectId, StableId.Of("request", projectId, userId));
            if (request is { Status: "pending" or "rejected" })
            {
                return request.Status;
            }

            return await ReadMemberAsync(connection, projectId, MemberId(projectId, userId)) is { IsActive: 0 } ? "removed" : null;
        });

    private async Task<MemberRow?> ReadMemberAsync(DbConnection connection, string projectId, string memberId) =>
        await connection.QueryFirstOrDefaultAsync<MemberData>(
            SelectMember + "WHERE id = @memberId AND project_id = @projectId", new { projectId, memberId }) is { } row
            ? ToMember(row)
            : null;

    private async Task<JoinRequestRow?> ReadRequestAsync(DbConnection connection, string projectId, string requestId) =>
        await connection.QueryFirstOrDefaultAsync<RequestData>(
            SelectRequest + "WHERE id = @requestId AND project_id = @projectId", new { projectId, requestId }) is { } row
            ? ToRequest(row)
            : null;

    private MemberRow ToMember(MemberData row) => new(
        row.Id, row.ProjectId, row.UserId, row.GuestName, row.ShareId, Iso(row.JoinedAt), Iso(row.LastSeenAt), (int)row.IsActive, null, null);

    private JoinRequestRow ToRequest(RequestData row) =>
        new(row.Id, row.ProjectId, row.UserId, row.GuestName, row.Status, Iso(row.RequestedAt), null);

    private string? Iso(object? moment) => moment is null ? null : IsoTime.Format(database.Dialect.FromTimestamp(moment));

    private sealed class MemberData
    {
        public string Id { get; init; } = "";

        public string ProjectId { get; init; } = "";

        public string UserId { get; init; } = "";

        public string? GuestName { get; init; }

        public string? ShareId { get; init; }

        public long IsActive { get; init; }

        public object? JoinedAt { get; init; }

        public object? LastSeenAt { get; init; }
    }

    private sealed class RequestData
    {
        public string Id { get; init; } = "";

        public string ProjectId { get; init; } = "";

        public string UserId { get; init; } = "";

        public string? GuestName { get; init; }

        public string Status { get; init; } = "";

        public object? RequestedAt { get; init; }
    }
}
