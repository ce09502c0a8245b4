using System.Data.Common;
using Dapper;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.Handlers.ProjectChat.Stores;

/// <summary><see cref="IProjectStore"/>: projects and who may take part in them.</summary>
internal sealed partial class SqlProjectStore(IDatabase database, TimeProvider time) : IProjectStore
{
    private const string SelectProject =
        "SELECT id AS Id, name AS Name, creator_id AS CreatorId, editor_id AS EditorId, client_id AS ClientId, " +
        "created_by_join AS CreatedByJoin, created_at AS CreatedAt FROM projects ";

    private const string SelectMemberIds =
        """
        SELECT user_id FROM project_chat_members WHERE project_id = @projectId AND is_active = 1
        UNION
        SELECT user_id FROM project_access WHERE project_id = @projectId AND user_id NOT IN
            (SELECT user_id FROM project_chat_members WHERE project_id = @projectId AND is_active = 0)
        """;

    private const string SelectMine =
        SelectProject +
        """
        WHERE creator_id = @userId OR editor_id = @userId OR client_id = @userId
           OR id IN (SELECT project_id FROM project_chat_members WHERE user_id = @userId AND is_active = 1)
           OR id IN (SELECT project_id FROM project_access WHERE user_id = @userId AND project_id NOT IN
                (SELECT project_id FROM project_chat_members WHERE user_id = @userId AND is_active = 0))
        ORDER BY created_at, id
        """;

    private const string InsertProject =
        """
        INSERT INTO projects (id, name, creator_id, editor_id, client_id, created_by_join, created_at)
        VALUES (@id, @name, @creatorId, @editorId, @clientId, @createdByJoin, @now)
        ON CONFLICT (id) DO NOTHING
        """;

    // One row for each user of a project: two who add the same user at once add one member.
    private const string UpsertMember =
        """
        INSERT INTO project_chat_members (id, project_id, user_id, guest_name, share_id, is_active, joined_at)
        VALUES (@id, @projectId, @userId, @guestName, @shareId, 1, @now)
        ON CONFLICT (id) DO UPDATE SET is_active = 1, removed_by = NULL, removed_at = NULL
        """;

    private const string InsertUnknownMember =
        """
        INSERT INTO project_chat_members (id, project_id, user_id, is_active, joined_at)
        SELECT @id, @projectId, @userId, 1, @now
        WHERE EXISTS (SELECT 1 FROM projects WHERE id = @projectId AND created_by_join = 1)
        ON CONFLICT (id) DO NOTHING
        """;

    private object Now => database.Dialect.ToTimestamp(time.GetUtcNow());

    public Task<ProjectRoster?> FindRosterAsync(string projectId) =>
        database.ReadAsync(async connection =>
        {
            var parameters = new { projectId };
            if (await connection.QueryFirstOrDefaultAsync<Row>(SelectProject + "WHERE id = @projectId", parameters) is not { } project)
            {
                return null;
            }

            var members = new HashSet<string>(
                await connection.QueryAsync<string>(SelectMemberIds, parameters), StringComparer.Ordinal) { project.CreatorId };
            foreach (var user in new[] { project.EditorId, project.ClientId }.OfType<string>())
            {
                members.Add(user);
            }

            return new ProjectRoster(project.Id, project.Name, project.CreatorId, project.CreatedByJoin != 0, members);
        });

    public Task<IReadOnlyList<ProjectRow>> ListAsync(string userId) =>
        database.ReadAsync<IReadOnlyList<ProjectRow>>(async connection =>
            [.. (await connection.QueryAsync<Row>(SelectMine, new { userId })).Select(ToProject)]);

    public Task<ProjectRow> CreateAsync(string name, string creatorId, string? editorId, string? clientId)
    {
        var id = Guid.NewGuid().ToString();
        var now = time.GetUtcNow();
        return database.WriteAsync(async connection =>
        {
            await connection.ExecuteAsync(
                InsertProject,
                new { id, name, creatorId, editorId, clientId, createdByJoin = 0, now = database.Dialect.ToTimestamp(now) });
            return new ProjectRow(id, name, creatorId, editorId, clientId, IsoTime.Format(now));
        });
    }

    public Task JoinUnknownAsync(string projectId, string userId)
    {
        var now = Now;
        return database.WriteAsync(async connection =>
        {
            await connection.ExecuteAsync(
                InsertProject,
                new
                {
                    id = projectId,
                    name = projectId,
                    creatorId = userId,
                    editorId = (string?)null,
                    clientId = (string?)null,
                    createdByJoin = 1,
                    now,
                });
            return await connection.ExecuteAsync(InsertUnknownMember, new { id = MemberId(projectId, userId), projectId, userId, now });
        });
    }

    public Task<MemberRow> AddMemberAsync(string projectId, string userId, string? guestName, string? shareId)
    {
        var now = Now;
        var id = MemberId(projectId, userId);
        return database.WriteAsync(async connection =>
        {
            await connection.ExecuteAsync(UpsertMember, new { id, projectId, userId, guestName, shareId, now });
            return (await ReadMemberAsync(connection, projectId, id))!;
        });
    }

    // Found by what it is of, in the form of the ids that everything else has.
    private static string MemberId(string projectId, string userId) => StableId.Of("member", projectId, userId);

    private ProjectRow ToProject(Row row) =>
        new(row.Id, row.Name, row.CreatorId, row.EditorId, row.ClientId, IsoTime.Format(database.Dialect.FromTimestamp(row.CreatedAt)));

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public string Name { get; init; } = "";

        public string CreatorId { get; init; } = "";

        public string? EditorId { get; init; }

        public string? ClientId { get; init; }

        public long CreatedByJoin { get; init; }

        public object CreatedAt { get; init; } = "";
    }
}
