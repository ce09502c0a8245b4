using System.Data.Common;
using System.Globalization;
using Dapper;

namespace SocketIoCompat.Handlers.Storage.Sqlite;

/// <summary>SQLite: moments are text in the format of its own CURRENT_TIMESTAMP with milliseconds, so that old and new rows sort together.</summary>
internal sealed class SqliteDialect : ISqlDialect
{
    public string InsertionOrder => "rowid";

    public string? TypeName(ColumnType type) => type switch
    {
        ColumnType.InsertionOrder => null,
        ColumnType.Integer or ColumnType.Boolean => "INTEGER",
        _ => "TEXT",
    };

    public string ReturnId(string insert) => $"{insert}; SELECT CAST(last_insert_rowid() AS TEXT)";

    // A number as text becomes one when it is compared with a column of numbers.
    public string Key(ColumnFacts column, string parameter) => parameter;

    public object ToTimestamp(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    public DateTimeOffset FromTimestamp(object value) => value switch
    {
        long seconds => DateTimeOffset.FromUnixTimeSeconds(seconds),
        string text when DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var moment) => moment,
        _ => DateTimeOffset.UnixEpoch,
    };

    public async Task<IReadOnlyList<ColumnFacts>> ReadColumnsAsync(DbConnection connection, string table)
    {
        var rows = await connection.QueryAsync<ColumnRow>(
            """SELECT name, type, "notnull" AS IsNotNull, dflt_value AS DefaultValue, pk FROM pragma_table_info(@table)""",
            new { table });
        return [.. rows.Select(r => new ColumnFacts(r.Name, r.Type, r.IsNotNull != 0, r.DefaultValue is not null, r.Pk != 0))];
    }

    private sealed class ColumnRow
    {
        public string Name { get; init; } = "";

        public string Type { get; init; } = "";

        public long IsNotNull { get; init; }

        public string? DefaultValue { get; init; }

        public long Pk { get; init; }
    }
}
