using System.Security.Cryptography;
using System.Text;

namespace SocketIoCompat.Handlers.ProjectChat.Stores;

/// <summary>Ids of rows that are found by what they are of: whoever makes them, and how often, makes the same one.</summary>
internal static class StableId
{
    /// <summary>A UUID of these names, in this order.</summary>
    public static string Of(params ReadOnlySpan<string> names)
    {
        // Lengths keep ("a", "bc") and ("ab", "c") apart.
        var text = new StringBuilder();
        foreach (var name in names)
        {
            text.Append(name.Length).Append(':').Append(name);
        }

        return new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16)).ToString();
    }
}
