using System.Data.Common;
using System.Xml.Linq;
using Dapper;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace SocketIoCompat.Handlers.Storage;

/// <summary>
/// Keeps the keys that protect cookies in the database, so that cookies outlive a restart and are valid on every instance.
/// The interface is synchronous: it is called at start and about once a day, and uses a connection of its own.
/// </summary>
internal sealed class KeyRepository(IDatabase database, TimeProvider time) : IXmlRepository
{
    public static readonly SchemaVersion Schema = new(
        "keys",
        1,
        [
            new TableDefinition(
                "data_protection_keys",
                new ColumnDefinition("id", ColumnType.Text, PrimaryKey: true),
                new ColumnDefinition("friendly_name", ColumnType.Text),
                new ColumnDefinition("xml", ColumnType.Text),
                new ColumnDefinition("created_at", ColumnType.Timestamp)),
        ],
        []);

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var connection = database.OpenConnection();
        return [.. connection.Query<string>("SELECT xml FROM data_protection_keys ORDER BY created_at").Select(XElement.Parse)];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using DbConnection connection = database.OpenConnection();
        connection.Execute(
            "INSERT INTO data_protection_keys (id, friendly_name, xml, created_at) VALUES (@id, @friendlyName, @xml, @now)",
            new
            {
                id = Guid.NewGuid().ToString("N"),
                friendlyName,
                xml = element.ToString(SaveOptions.DisableFormatting),
                now = database.Dialect.ToTimestamp(time.GetUtcNow()),
            });
    }
}
