using System.Data.Common;
using System.Globalization;
using Dapper;

namespace SocketIoCompat.Handlers.Storage.Postgres;

/// <summary>PostgreSQL: moments are values of their own, to the millisecond as everywhere else; flags are booleans.</summary>
internal sealed class PostgresDialect : ISqlDialect
{
    public string InsertionOrder => "insertion_order";

    public string? TypeName(ColumnType type) => type switch
    {
        ColumnType.Integer => "BIGINT",
        ColumnType.Boolean => "BOOLEAN",
        ColumnType.Timestamp => "TIMESTAMP WITH TIME ZONE",
        ColumnType.InsertionOrder => "BIGSERIAL",
        _ => "TEXT",
    };

    public string ReturnId(string insert) => $"{insert} RETURNING CAST(id AS TEXT)";

    // A text that is no number is the id of no row, and not an error.
    public string Key(ColumnFacts column, string parameter) =>
        column.IsNumber
            ? $"CASE WHEN {parameter} ~ '^[0-9]{{1,18}}$' THEN CAST({parameter} AS BIGINT) END"
            : parameter;

    public object ToTimestamp(DateTimeOffset moment)
    {
        var utc = moment.UtcDateTime;
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMillisecond));
    }

    public DateTimeOffset FromTimestamp(object value) => value switch
    {
        // Without a time zone it is UTC, which the connection's time zone is.
        DateTime moment => new DateTimeOffset(DateTime.SpecifyKind(moment, DateTimeKind.Utc)),
        DateTimeOffset moment => moment.ToUniversalTime(),
        long seconds => DateTimeOffset.FromUnixTimeSeconds(seconds),
        string text when DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var moment) => moment,
        _ => DateTimeOffset.UnixEpoch,
    };

    public async Task<IReadOnlyList<ColumnFacts>> ReadColumnsAsync(DbConnection connection, string table) =>
        [.. await connection.QueryAsync<ColumnFacts>(
            """
            SELECT CAST(a.attname AS TEXT) AS Name, format_type(a.atttypid, NULL) AS Type, a.attnotnull AS NotNull,
                   (a.atthasdef OR a.attidentity <> '') AS HasDefault,
                   EXISTS (SELECT 1 FROM pg_index i
                           WHERE i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY (i.indkey)) AS PrimaryKey
            FROM pg_attribute a
            WHERE a.attrelid = to_regclass(@table) AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attnum
            """,
            new { table })];
}
