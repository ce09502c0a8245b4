using System.Data.Common;

namespace SocketIoCompat.Handlers.Storage;

/// <summary>The differences between database products that every application's tables meet.</summary>
internal interface ISqlDialect
{
    /// <summary>What orders the rows of a table as they were inserted: a column of its own, or the one of <see cref="ColumnType.InsertionOrder"/>.</summary>
    string InsertionOrder { get; }

    /// <summary>The column type that new tables and added columns get; null where no such column is needed.</summary>
    string? TypeName(ColumnType type);

    /// <summary>An INSERT that returns, as text, the id that the database gave the row.</summary>
    string ReturnId(string insert);

    /// <summary>A parameter with an id as text, as a value of the column that holds it: a table of an original system may number its rows.</summary>
    string Key(ColumnFacts column, string parameter);

    /// <summary>A moment as this database's parameter value.</summary>
    object ToTimestamp(DateTimeOffset moment);

    /// <summary>A moment as it was read, in our own format or in that of an older table.</summary>
    DateTimeOffset FromTimestamp(object value);

    /// <summary>The columns that a table has now; empty when there is no such table.</summary>
    Task<IReadOnlyList<ColumnFacts>> ReadColumnsAsync(DbConnection connection, string table);
}
