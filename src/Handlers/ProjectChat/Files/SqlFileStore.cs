using Dapper;
using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.Handlers.ProjectChat.Files;

/// <summary>The table <c>project_files</c>.</summary>
internal sealed class SqlFileStore(IDatabase database)
{
    /// <summary>The table.</summary>
    public static readonly SchemaVersion Schema = new(
        "project-files",
        1,
        [
            new TableDefinition(
                "project_files",
                new ColumnDefinition("id", ColumnType.Text, PrimaryKey: true),
                new ColumnDefinition("project_id", ColumnType.Text),
                new ColumnDefinition("user_id", ColumnType.Text),
                new ColumnDefinition("name", ColumnType.Text),
                new ColumnDefinition("content_type", ColumnType.Text),
                new ColumnDefinition("bytes", ColumnType.Integer),
                new ColumnDefinition("created_at", ColumnType.Timestamp)),
        ],
        [new IndexDefinition("ix_project_files_user", "project_files", "user_id")]);

    private const string Select =
        """
        SELECT id AS Id, project_id AS ProjectId, user_id AS UserId, name AS Name, content_type AS ContentType, bytes AS Bytes,
               created_at AS CreatedAt
        FROM project_files WHERE id = @id AND project_id = @projectId
        """;

    private const string Insert =
        """
        INSERT INTO project_files (id, project_id, user_id, name, content_type, bytes, created_at)
        VALUES (@id, @projectId, @userId, @name, @contentType, @bytes, @createdAt)
        """;

    private const string OfUser = "SELECT COALESCE(SUM(bytes), 0) FROM project_files WHERE user_id = @userId";

    private const string OfAll = "SELECT COALESCE(SUM(bytes), 0) FROM project_files";

    /// <summary>What the files of a user take, and those of all.</summary>
    public Task<(long OfUser, long OfAll)> MeasureAsync(string userId) => database.ReadAsync(async connection => (
        await connection.ExecuteScalarAsync<long>(OfUser, new { userId }), await connection.ExecuteScalarAsync<long>(OfAll)));

    /// <summary>Keeps a file; false when it does not fit into what its user or all may take.</summary>
    public Task<bool> AddAsync(ProjectFile file, long maxOfUser, long maxOfAll) => database.WriteAsync(async connection =>
    {
        // In the transaction that adds: two uploads that end at once do not both take the last space.
        if (await connection.ExecuteScalarAsync<long>(OfUser, new { userId = file.UserId }) + file.Bytes > maxOfUser ||
            await connection.ExecuteScalarAsync<long>(OfAll) + file.Bytes > maxOfAll)
        {
            return false;
        }

        await connection.ExecuteAsync(Insert, new
        {
            id = file.Id,
            projectId = file.ProjectId,
            userId = file.UserId,
            name = file.Name,
            contentType = file.ContentType,
            bytes = file.Bytes,
            createdAt = database.Dialect.ToTimestamp(file.CreatedAt),
        });
        return true;
    });

    public Task<ProjectFile?> FindAsync(string projectId, string id) => database.ReadAsync(async connection =>
        await connection.QueryFirstOrDefaultAsync<Row>(Select, new { id, projectId }) is { } row
            ? new ProjectFile(row.Id, row.ProjectId, row.UserId, row.Name, row.ContentType, row.Bytes, database.Dialect.FromTimestamp(row.CreatedAt))
            : null);

    /// <summary>Removes a file of a user; false when there is none.</summary>
    public Task<bool> RemoveAsync(string projectId, string id, string userId) => database.WriteAsync(async connection =>
        await connection.ExecuteAsync(
            "DELETE FROM project_files WHERE id = @id AND project_id = @projectId AND user_id = @userId", new { id, projectId, userId }) == 1);

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public string ProjectId { get; init; } = "";

        public string UserId { get; init; } = "";

        public string Name { get; init; } = "";

        public string ContentType { get; init; } = "";

        public long Bytes { get; init; }

        public object CreatedAt { get; init; } = "";
    }
}
