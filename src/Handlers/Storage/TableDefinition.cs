namespace SocketIoCompat.Handlers.Storage;

/// <summary>The kinds of columns that our tables use.</summary>
internal enum ColumnType
{
    Text,
    Integer,
    Boolean,
    Timestamp,

    /// <summary>Numbers the rows as they are inserted, where the database does not do so by itself.</summary>
    InsertionOrder,
}

/// <summary>A column that a table must have. Only a primary key is ever required: added columns start out empty.</summary>
internal sealed record ColumnDefinition(string Name, ColumnType Type, bool PrimaryKey = false);

/// <summary>A table that must exist with at least these columns.</summary>
internal sealed record TableDefinition(string Name, params IReadOnlyList<ColumnDefinition> Columns);

/// <summary>An index that must exist.</summary>
internal sealed record IndexDefinition(string Name, string Table, params IReadOnlyList<string> Columns)
{
    /// <summary>Whether no two rows may have the same values, nulls apart. Only for tables that are ours alone.</summary>
    public bool IsUnique { get; init; }
}

/// <summary>One step of one application's schema. A step only adds: it creates what is missing and drops nothing.</summary>
internal sealed record SchemaVersion(
    string Component,
    int Version,
    IReadOnlyList<TableDefinition> Tables,
    IReadOnlyList<IndexDefinition> Indexes);
