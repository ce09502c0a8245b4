using System.Text.Json;

namespace SocketIoCompat.Events;

/// <summary>The attachments of the packet that this thread is reading: where converters find what placeholders stand for.</summary>
internal static class AttachmentScope
{
    [ThreadStatic]
    private static Frame _current;

    public static IReadOnlyList<ReadOnlyMemory<byte>> Attachments => _current.Attachments ?? [];

    public static JsonSerializerOptions Options => _current.Options ?? PacketJsonDefaults.Options;

    /// <summary>Makes <paramref name="attachments"/> current and returns what was, for <see cref="Leave"/>.</summary>
    public static Frame Enter(IReadOnlyList<ReadOnlyMemory<byte>> attachments, JsonSerializerOptions options)
    {
        var outer = _current;
        _current = new Frame(attachments, options);
        return outer;
    }

    public static void Leave(Frame outer) => _current = outer;

    internal readonly record struct Frame(IReadOnlyList<ReadOnlyMemory<byte>>? Attachments, JsonSerializerOptions? Options);
}

/// <summary>The options of values that belong to no server.</summary>
internal static class PacketJsonDefaults
{
    public static JsonSerializerOptions Options { get; } = PacketJson.Complete(PacketJson.CreateOptions());
}
