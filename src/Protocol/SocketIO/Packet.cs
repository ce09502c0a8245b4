using System.Diagnostics.CodeAnalysis;

namespace SocketIoCompat.Protocol.SocketIO;

/// <summary>One Socket.IO packet, lying in the text it was read from.</summary>
internal readonly ref struct Packet(scoped in ArgumentRanges arguments)
{
    private readonly ArgumentRanges _arguments = arguments;

    public PacketType Type { get; init; }

    /// <summary>How many binary messages follow (BINARY_EVENT and BINARY_ACK).</summary>
    public int Attachments { get; init; }

    /// <summary>The namespace, "/" when the packet names none, without the query that clients of version 2 append.</summary>
    public ReadOnlySpan<byte> Namespace { get; init; }

    /// <summary>What follows the "?" in the namespace. Only version 4 of the protocol gives it a meaning.</summary>
    public ReadOnlySpan<byte> NamespaceQuery { get; init; }

    /// <summary>The namespace as it came, query included: its name as version 5 of the protocol sees it.</summary>
    public ReadOnlySpan<byte> NamespaceWithQuery { get; init; }

    /// <summary>The acknowledgement id, -1 when there is none.</summary>
    public long AckId { get; init; }

    /// <summary>The JSON as it came, empty when there is none.</summary>
    public ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>The arguments of an event (without its name) or of an acknowledgement; by reference, it is large.</summary>
    [UnscopedRef]
    public ref readonly ArgumentRanges Arguments => ref _arguments;

    /// <summary>
    /// The name of an event without its quotes: a slice of the packet, or a copy when it was written with escapes
    /// (a lone surrogate is then three bytes, as in WTF-8) or as a number that JavaScript would print otherwise.
    /// </summary>
    public ReadOnlySpan<byte> EventName { get; init; }
}
