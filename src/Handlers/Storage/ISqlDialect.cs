using System.Data.Common;

namespace SocketIoCompat.Handlers.Storage;

/// <summary>The differences between database products that every application's tables meet.</summary>
internal interface ISqlDialect
{
    /// <summary>The column type that new tables and added columns get.</summary>
    string TypeName(ColumnType type);

    /// <summary>A moment as this database's parameter value.</summary>
    object ToTimestamp(DateTimeOffset moment);

    /// <summary>A moment as it was read, in our own format or in that of an older table.</summary>
    DateTimeOffset FromTimestamp(object value);

    /// <summary>The columns that a table has now; empty when there is no such table.</summary>
    Task<IReadOnlyList<ColumnFacts>> ReadColumnsAsync(DbConnection connection, string table);
}
