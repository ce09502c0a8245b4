using System.Text.Json;
using SocketIoCompat.Engine;
using SocketIoCompat.Events;
using SocketIoCompat.Protocol;
using SocketIoCompat.Protocol.SocketIO;

namespace SocketIoCompat.Adapters;

/// <summary>An event on its way to many sockets, encoded once.</summary>
internal sealed class BroadcastPacket(string name, EncodedPacket encoded)
{
    public string Name { get; } = name;

    public EncodedPacket Encoded { get; } = encoded;

    /// <summary>The arguments, read back from the wire form; only listeners of outgoing events need them.</summary>
    public RawValue[] GetArguments(JsonSerializerOptions options) => PacketArguments.Read(Encoded.Text.Span, Encoded.Attachments, options);
}

internal static class PacketArguments
{
    public static RawValue[] Read(ReadOnlySpan<byte> text, IReadOnlyList<ReadOnlyMemory<byte>> attachments, JsonSerializerOptions options) =>
        PacketReader.TryRead(text, Limits, out var packet) == ParseResult.Ok
            ? new ReceivedEvent(packet.Payload, packet.EventName, packet.Arguments, attachments, packet.AckId).GetRest(0, options)
            : [];

    public static RawValue ReadPayload(ReadOnlySpan<byte> text, IReadOnlyList<ReadOnlyMemory<byte>> attachments, JsonSerializerOptions options)
    {
        PacketReader.TryRead(text, Limits, out var packet);
        return new RawValue(packet.Payload.ToArray(), attachments, options);
    }

    // What we wrote ourselves keeps no client's limits.
    private static readonly ProtocolLimits Limits = ProtocolLimits.Default with { MaxAttachments = int.MaxValue, MaxJsonDepth = 1000 };
}
