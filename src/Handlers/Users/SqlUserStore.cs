using System.Data.Common;
using System.Text.Json;
using Dapper;
using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.Handlers.Users;

/// <summary><see cref="IUserStore"/> over the table <c>app_users</c>; the original systems' own <c>users</c> tables are not touched.</summary>
internal sealed class SqlUserStore(IDatabase database, TimeProvider time) : IUserStore
{
    /// <summary>The table.</summary>
    public static readonly SchemaVersion Schema = new(
        "users",
        1,
        [
            new TableDefinition(
                "app_users",
                new ColumnDefinition("id", ColumnType.Text, PrimaryKey: true),
                new ColumnDefinition("email", ColumnType.Text),
                new ColumnDefinition("email_key", ColumnType.Text),
                new ColumnDefinition("name", ColumnType.Text),
                new ColumnDefinition("role", ColumnType.Text),
                new ColumnDefinition("avatar", ColumnType.Text),
                new ColumnDefinition("password_hash", ColumnType.Text),
                new ColumnDefinition("profile", ColumnType.Text),
                new ColumnDefinition("created_at", ColumnType.Timestamp),
                new ColumnDefinition("updated_at", ColumnType.Timestamp)),
        ],
        [
            new IndexDefinition("app_users_email", "app_users", "email_key") { IsUnique = true },
            new IndexDefinition("app_users_role", "app_users", "role"),
        ]);

    private const string Select =
        """
        SELECT id AS Id, email AS Email, name AS Name, role AS Role, avatar AS Avatar, password_hash AS PasswordHash,
               profile AS Profile, created_at AS CreatedAt, updated_at AS UpdatedAt
        FROM app_users
        """;

    private const string Insert =
        """
        INSERT INTO app_users (id, email, email_key, name, role, avatar, password_hash, profile, created_at, updated_at)
        VALUES (@id, @email, @emailKey, @name, @role, @avatar, @passwordHash, @profile, @now, @now)
        ON CONFLICT DO NOTHING
        """;

    private const string Update =
        """
        UPDATE app_users
        SET name = @name, role = @role, avatar = @avatar, password_hash = @passwordHash, profile = @profile, updated_at = @now
        WHERE id = @id
        """;

    public Task<User?> FindByIdAsync(string id) => database.ReadAsync(connection => FindAsync(connection, "id = @value", id));

    public Task<User?> FindByEmailAsync(string email) =>
        database.ReadAsync(connection => FindAsync(connection, "email_key = @value", Key(email)!));

    public Task<IReadOnlyList<User>> FindManyAsync(IReadOnlyCollection<string> ids)
    {
        if (ids.Count == 0)
        {
            return Task.FromResult<IReadOnlyList<User>>([]);
        }

        var parameters = new DynamicParameters();
        return ListAsync($"WHERE id IN {SqlList.Add(parameters, ids)}", parameters);
    }

    public Task<IReadOnlyList<User>> ListByRoleAsync(string role) => ListAsync("WHERE role = @role ORDER BY name, id", new { role });

    public Task<bool> CreateAsync(User user) =>
        database.WriteAsync(async connection => await connection.ExecuteAsync(Insert, Parameters(user, Key(user.Email))) == 1);

    public async Task<User> UpsertFromClaimsAsync(User claims) =>
        await FindByIdAsync(claims.Id) ?? await database.WriteAsync(async connection =>
        {
            // The address of a token made by hand may be another user's: it stays his.
            if (await connection.ExecuteAsync(Insert, Parameters(claims, Key(claims.Email))) == 0)
            {
                await connection.ExecuteAsync(Insert, Parameters(claims, emailKey: null));
            }

            return (await FindAsync(connection, "id = @value", claims.Id))!;
        });

    public Task<bool> UpdateAsync(User user) =>
        database.WriteAsync(async connection => await connection.ExecuteAsync(Update, Parameters(user, emailKey: null)) == 1);

    private static string? Key(string? email) => email?.Trim().ToLowerInvariant();

    private object Parameters(User user, string? emailKey) => new
    {
        id = user.Id,
        email = user.Email,
        emailKey,
        name = user.Name,
        role = user.Role,
        avatar = user.Avatar,
        passwordHash = user.PasswordHash,
        profile = user.Profile?.GetRawText(),
        now = database.Dialect.ToTimestamp(time.GetUtcNow()),
    };

    private async Task<User?> FindAsync(DbConnection connection, string condition, string value) =>
        ToUser(await connection.QueryFirstOrDefaultAsync<Row>($"{Select} WHERE {condition}", new { value }));

    private Task<IReadOnlyList<User>> ListAsync(string condition, object parameters) =>
        database.ReadAsync<IReadOnlyList<User>>(async connection =>
            [.. (await connection.QueryAsync<Row>($"{Select} {condition}", parameters)).Select(row => ToUser(row)!)]);

    private User? ToUser(Row? row) => row is null ? null : new User
    {
        Id = row.Id,
        Email = row.Email,
        Name = row.Name ?? "",
        Role = row.Role,
        Avatar = row.Avatar,
        PasswordHash = row.PasswordHash,
        Profile = row.Profile is { } json ? JsonElement.Parse(json) : null,
        CreatedAt = database.Dialect.FromTimestamp(row.CreatedAt),
        UpdatedAt = database.Dialect.FromTimestamp(row.UpdatedAt),
    };

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public string? Email { get; init; }

        public string? Name { get; init; }

        public string? Role { get; init; }

        public string? Avatar { get; init; }

        public string? PasswordHash { get; init; }

        public string? Profile { get; init; }

        public object CreatedAt { get; init; } = "";

        public object UpdatedAt { get; init; } = "";
    }
}
