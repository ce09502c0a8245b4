using System.Text;
using System.Text.Json;
using SocketIoCompat.Engine;
using SocketIoCompat.Events;
using SocketIoCompat.Protocol.Json;
using SocketIoCompat.Protocol.SocketIO;

namespace SocketIoCompat.Adapters;

/// <summary>An event on its way to many sockets, encoded once.</summary>
/// <param name="name">The event's name.</param>
/// <param name="encoded">What the sockets get, in the format of the server's parser.</param>
/// <param name="payload">The JSON array of the name and the arguments, whatever that format is.</param>
/// <param name="attachments">What the placeholders in the payload number.</param>
internal sealed class BroadcastPacket(string name, EncodedPacket encoded, ReadOnlyMemory<byte> payload, ReadOnlyMemory<byte>[] attachments)
{
    public string Name { get; } = name;

    public EncodedPacket Encoded { get; } = encoded;

    public ReadOnlyMemory<byte> Payload { get; } = payload;

    public ReadOnlyMemory<byte>[] Attachments { get; } = attachments;

    /// <summary>An event that another server has sent; null when it is none.</summary>
    /// <param name="namespace">The namespace.</param>
    /// <param name="payload">The JSON array of the name and the arguments.</param>
    /// <param name="attachments">What the placeholders in the payload number.</param>
    /// <param name="ackId">The acknowledgement id that this server's clients answer with, -1 for none.</param>
    public static BroadcastPacket? TryCreate(
        Namespace @namespace, ReadOnlyMemory<byte> payload, IReadOnlyList<ReadOnlyMemory<byte>> attachments, long ackId) =>
        PacketArguments.TryReadName(payload.Span) is { } name ? Create(@namespace, name, payload, attachments, ackId) : null;

    /// <summary>The same event with the offset that connection state recovery appends to its arguments.</summary>
    public BroadcastPacket WithOffset(Namespace @namespace, string offset) =>
        Create(@namespace, Name, PacketArguments.AppendOffset(Payload.Span, offset), Attachments, -1);

    /// <summary>The arguments, read back from the payload; only listeners of outgoing events need them.</summary>
    public RawValue[] GetArguments(JsonSerializerOptions options) => PacketArguments.Read(Payload.Span, Attachments, options);

    private static BroadcastPacket Create(
        Namespace @namespace, string name, ReadOnlyMemory<byte> payload, IReadOnlyList<ReadOnlyMemory<byte>> attachments, long ackId)
    {
        using var encoder = PacketEncoder.Rent(@namespace.Server.Parser);
        encoder.EncodeEncodedEvent(@namespace.Utf8Name, ackId, payload.Span, attachments);
        return encoder.ToBroadcast(name, encoder.CopyAttachments());
    }
}

internal static class PacketArguments
{
    /// <summary>The name in an event's payload; null when it does not begin with one.</summary>
    public static string? TryReadName(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty || payload[0] != '[')
            return null;
        var reader = new Utf8JsonReader(payload);
        return reader.Read() && reader.Read() && reader.TokenType == JsonTokenType.String ? JavaScriptString.Unescape(reader.ValueSpan) : null;
    }

    /// <summary>The arguments in an event's payload, without its name.</summary>
    public static RawValue[] Read(ReadOnlySpan<byte> payload, IReadOnlyList<ReadOnlyMemory<byte>> attachments, JsonSerializerOptions options) =>
        new ReceivedEvent(payload, default, ArgumentRanges.Read(payload, skipFirst: true), attachments, -1).GetRest(0, options);

    /// <summary>An event's payload, or its packet, with one more argument at its end: <c>…]</c> becomes <c>…,"offset"]</c>.</summary>
    public static byte[] AppendOffset(ReadOnlySpan<byte> text, string offset)
    {
        // The array holds at least the event's name.
        var appended = new byte[text.Length + offset.Length + 3];
        text[..^1].CopyTo(appended);
        ",\""u8.CopyTo(appended.AsSpan(text.Length - 1));
        Encoding.ASCII.GetBytes(offset, appended.AsSpan(text.Length + 1));
        "\"]"u8.CopyTo(appended.AsSpan(appended.Length - 2));
        return appended;
    }
}
