using SocketIoCompat.Engine;

namespace SocketIoCompat.Adapters;

/// <summary>Whom a broadcast reaches and how it travels.</summary>
/// <param name="Rooms">Any of these; empty for the whole namespace.</param>
/// <param name="Except">But nobody in any of these.</param>
/// <param name="Flags">How each receiver gets it.</param>
/// <param name="Local">This server only.</param>
internal readonly record struct BroadcastOptions(string[] Rooms, string[] Except, SendFlags Flags, bool Local)
{
    /// <summary>Whether a socket in these rooms gets the broadcast.</summary>
    public bool Reaches(string[] rooms) =>
        (Rooms.Length == 0 || Rooms.AsSpan().ContainsAny(rooms)) && !Except.AsSpan().ContainsAny(rooms);

    public static BroadcastOptions All { get; } = new([], [], SendFlags.Compress, false);
}
