using System.Data.Common;
using Dapper;

namespace SocketIoCompat.Handlers.Storage;

/// <summary>
/// Brings a database up to the registered schema versions. Tables of the original systems are taken over as they are:
/// what they lack is added, nothing is dropped. The check runs at every start, because a backup may bring an old table back.
/// </summary>
internal sealed class SchemaUpgrade(ISqlDialect dialect, TimeProvider time)
{
    private static readonly TableDefinition VersionTable = new(
        "schema_versions",
        new ColumnDefinition("id", ColumnType.Text, PrimaryKey: true),
        new ColumnDefinition("component", ColumnType.Text),
        new ColumnDefinition("version", ColumnType.Integer),
        new ColumnDefinition("applied_at", ColumnType.Timestamp));

    /// <summary>Runs inside the caller's transaction.</summary>
    public async Task<DatabaseSchema> ApplyAsync(DbConnection connection, IEnumerable<SchemaVersion> versions)
    {
        await EnsureTableAsync(connection, VersionTable);
        var tables = new Dictionary<string, TableFacts>(StringComparer.Ordinal);
        foreach (var version in versions.OrderBy(v => v.Component, StringComparer.Ordinal).ThenBy(v => v.Version))
        {
            foreach (var table in version.Tables)
            {
                await EnsureTableAsync(connection, table);
                tables[table.Name] = new TableFacts(table.Name, await dialect.ReadColumnsAsync(connection, table.Name));
            }

            foreach (var index in version.Indexes)
            {
                var columns = string.Join(", ", index.Columns);
                await connection.ExecuteAsync($"CREATE {(index.IsUnique ? "UNIQUE " : "")}INDEX IF NOT EXISTS {index.Name} ON {index.Table} ({columns})");
            }

            await RecordAsync(connection, version);
        }

        return new DatabaseSchema(tables);
    }

    private async Task EnsureTableAsync(DbConnection connection, TableDefinition table)
    {
        var present = await dialect.ReadColumnsAsync(connection, table.Name);
        var wanted = table.Columns.Where(c => dialect.TypeName(c.Type) is not null).ToList();
        if (present.Count == 0)
        {
            var columns = wanted.Select(c =>
                $"{c.Name} {dialect.TypeName(c.Type)}{(c.PrimaryKey ? " NOT NULL PRIMARY KEY" : "")}");
            await connection.ExecuteAsync($"CREATE TABLE {table.Name} ({string.Join(", ", columns)})");
            return;
        }

        var names = present.Select(c => c.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var column in wanted.Where(c => !names.Contains(c.Name)))
        {
            await connection.ExecuteAsync(
                $"ALTER TABLE {table.Name} ADD COLUMN {column.Name} {dialect.TypeName(column.Type)}");
        }
    }

    private Task<int> RecordAsync(DbConnection connection, SchemaVersion version) =>
        connection.ExecuteAsync(
            """
            INSERT INTO schema_versions (id, component, version, applied_at)
            VALUES (@id, @component, @version, @now)
            ON CONFLICT (id) DO NOTHING
            """,
            new
            {
                id = $"{version.Component}/{version.Version}",
                component = version.Component,
                version = version.Version,
                now = dialect.ToTimestamp(time.GetUtcNow()),
            });
}
