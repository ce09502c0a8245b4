using Dapper;

namespace SocketIoCompat.Handlers.Storage;

/// <summary>
/// An INSERT that fits the table as it is. A table of an original system may demand columns that we have no use for
/// (<c>sessions.scheduled_at NOT NULL</c>) or number its own rows: the first get a neutral value, the second no id.
/// </summary>
internal sealed class TableInsert
{
    private readonly ISqlDialect _dialect;
    private readonly List<ColumnFacts> _foreign = [];
    private readonly HashSet<string> _notNull = new(StringComparer.OrdinalIgnoreCase);
    private readonly TableFacts _table;

    public TableInsert(TableFacts table, ISqlDialect dialect, string onConflict, params string[] columns)
    {
        _table = table;
        _dialect = dialect;
        GeneratesId = table.Find("id") is { PrimaryKey: true, IsNumber: true };
        var ours = GeneratesId ? [.. columns.Where(c => c != "id")] : columns;
        foreach (var column in table.Columns.Where(c => c.NotNull))
        {
            if (ours.Contains(column.Name, StringComparer.OrdinalIgnoreCase))
            {
                _notNull.Add(column.Name);
            }
            else if (!column.HasDefault && !column.PrimaryKey)
            {
                _foreign.Add(column);
            }
        }

        string[] all = [.. ours, .. _foreign.Select(c => c.Name)];
        Sql = $"INSERT INTO {table.Name} ({string.Join(", ", all)}) VALUES (@{string.Join(", @", all)}) {onConflict}";
    }

    /// <summary>The statement.</summary>
    public string Sql { get; }

    /// <summary>The statement, which also returns the id that the database gave the row.</summary>
    public string SqlReturningId => _dialect.ReturnId(Sql);

    /// <summary>The database numbers the rows itself: the id that was given is not used.</summary>
    public bool GeneratesId { get; }

    /// <summary>The statement's parameters: the given values, and what the table demands beyond them.</summary>
    public DynamicParameters Parameters(DateTimeOffset now, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var parameters = new DynamicParameters();
        foreach (var (name, value) in values)
        {
            parameters.Add(name, value ?? (_notNull.Contains(name) ? Neutral(_table.Find(name)!, now) : null));
        }

        foreach (var column in _foreign)
        {
            parameters.Add(column.Name, Neutral(column, now));
        }

        return parameters;
    }

    private object Neutral(ColumnFacts column, DateTimeOffset now)
    {
        if (column.Type.Contains("DATE", StringComparison.OrdinalIgnoreCase) ||
            column.Type.Contains("TIME", StringComparison.OrdinalIgnoreCase))
        {
            return _dialect.ToTimestamp(now);
        }

        if (column.Type.Contains("BOOL", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        return column.IsNumber ? 0 : "";
    }
}
