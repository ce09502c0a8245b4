using System.Buffers;
using System.Text;
using SocketIoCompat.Protocol;
using SocketIoCompat.Protocol.SocketIO;

namespace SocketIoCompat.UnitTests.Protocol.Support;

/// <summary>A packet that can be compared and kept.</summary>
internal sealed record PacketSnapshot(PacketType Type, string Namespace = "/", long AckId = -1, string Payload = "", int Attachments = 0)
{
    public string Query { get; init; } = "";

    public string? Event { get; init; }

    public string[] Arguments { get; init; } = [];

    public static (ParseResult Result, PacketSnapshot? Packet) Read(string wire, ProtocolLimits? limits = null)
        => Read(Encoding.UTF8.GetBytes(wire), limits);

    public static (ParseResult Result, PacketSnapshot? Packet) Read(ReadOnlySpan<byte> wire, ProtocolLimits? limits = null)
    {
        var result = PacketReader.TryRead(wire, limits ?? ProtocolLimits.Default, out var packet);
        return (result, result == ParseResult.Ok ? From(packet) : null);
    }

    public byte[] Write()
    {
        var writer = new ArrayBufferWriter<byte>();
        PacketWriter.WriteHeader(writer, Type, Attachments, Encoding.UTF8.GetBytes(Namespace), AckId);
        writer.Write(Encoding.UTF8.GetBytes(Payload));
        return writer.WrittenSpan.ToArray();
    }

    public bool Equals(PacketSnapshot? other)
        => other is not null && (Type, Namespace, AckId, Payload, Attachments, Query, Event)
            == (other.Type, other.Namespace, other.AckId, other.Payload, other.Attachments, other.Query, other.Event)
            && Arguments.AsSpan().SequenceEqual(other.Arguments);

    public override int GetHashCode() => HashCode.Combine(Type, Namespace, AckId, Payload);

    public override string ToString()
        => $"{Type} {Namespace}?{Query} #{AckId} ({Attachments}) {Event}({string.Join(" | ", Arguments)}) {Payload}";

    private static PacketSnapshot From(in Packet packet)
    {
        var isEvent = packet.Type is PacketType.Event or PacketType.BinaryEvent;
        var arguments = new string[packet.Arguments.Count];
        for (var i = 0; i < arguments.Length; i++) arguments[i] = Text(packet.Arguments.Get(packet.Payload, i));
        return new PacketSnapshot(packet.Type, Text(packet.Namespace), packet.AckId, Text(packet.Payload), packet.Attachments)
        {
            Query = Text(packet.NamespaceQuery),
            Event = isEvent ? Text(packet.EventName) : null,
            Arguments = arguments,
        };
    }

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
