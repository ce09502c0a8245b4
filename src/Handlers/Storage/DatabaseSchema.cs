namespace SocketIoCompat.Handlers.Storage;

/// <summary>A column as it is in the database.</summary>
internal sealed record ColumnFacts(string Name, string Type, bool NotNull, bool HasDefault, bool PrimaryKey)
{
    public bool IsNumber =>
        Type.Contains("INT", StringComparison.OrdinalIgnoreCase) ||
        Type.Contains("SERIAL", StringComparison.OrdinalIgnoreCase) ||
        Type.Contains("NUMERIC", StringComparison.OrdinalIgnoreCase);
}

/// <summary>A table as it is in the database, which may be older than this server and made by another program.</summary>
internal sealed class TableFacts(string name, IReadOnlyList<ColumnFacts> columns)
{
    public string Name { get; } = name;

    public IReadOnlyList<ColumnFacts> Columns { get; } = columns;

    public ColumnFacts? Find(string column) =>
        Columns.FirstOrDefault(c => c.Name.Equals(column, StringComparison.OrdinalIgnoreCase));
}

/// <summary>The tables of this database, by name.</summary>
internal sealed class DatabaseSchema(IReadOnlyDictionary<string, TableFacts> tables)
{
    public static readonly DatabaseSchema Empty = new(new Dictionary<string, TableFacts>(StringComparer.Ordinal));

    public TableFacts this[string table] =>
        tables.TryGetValue(table, out var facts)
            ? facts
            : throw new InvalidOperationException($"No schema version registered the table {table}.");
}
