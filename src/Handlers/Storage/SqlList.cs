using System.Globalization;
using Dapper;

namespace SocketIoCompat.Handlers.Storage;

/// <summary>
/// A list in a statement, one parameter for each value. Dapper's own <c>IN @values</c> is an array with PostgreSQL, which <c>IN</c>
/// does not take.
/// </summary>
internal static class SqlList
{
    /// <summary>Adds the values to the parameters and returns the list for the statement.</summary>
    /// <param name="parameters">The statement's parameters.</param>
    /// <param name="values">At least one value.</param>
    /// <param name="spell">What each parameter becomes in the statement; by default nothing else.</param>
    public static string Add(DynamicParameters parameters, IEnumerable<string> values, Func<string, string>? spell = null)
    {
        var names = new List<string>();
        foreach (var value in values)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"value{names.Count}");
            parameters.Add(name, value);
            names.Add(spell is null ? $"@{name}" : spell($"@{name}"));
        }

        return $"({string.Join(", ", names)})";
    }
}
