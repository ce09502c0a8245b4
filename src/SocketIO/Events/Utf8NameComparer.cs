using System.Text;

namespace SocketIoCompat.Events;

/// <summary>Compares names byte by byte, so that one on the wire is looked up without becoming a string.</summary>
internal sealed class Utf8NameComparer : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<byte>, string>
{
    public static Utf8NameComparer Instance { get; } = new();

    public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

    public bool Equals(ReadOnlySpan<byte> alternate, string other)
    {
        if (other.Length > alternate.Length)
            return false;
        Span<byte> bytes = stackalloc byte[256];
        return Encoding.UTF8.TryGetBytes(other, bytes, out var length)
            ? alternate.SequenceEqual(bytes[..length])
            : alternate.SequenceEqual(Encoding.UTF8.GetBytes(other));
    }

    public int GetHashCode(string obj)
    {
        Span<byte> bytes = stackalloc byte[256];
        return Encoding.UTF8.TryGetBytes(obj, bytes, out var length)
            ? GetHashCode(bytes[..length])
            : GetHashCode(Encoding.UTF8.GetBytes(obj));
    }

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        var hash = default(HashCode);
        hash.AddBytes(alternate);
        return hash.ToHashCode();
    }

    public string Create(ReadOnlySpan<byte> alternate) => Encoding.UTF8.GetString(alternate);
}
