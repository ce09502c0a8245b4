using System.Buffers;
using SocketIoCompat.Events;
using SocketIoCompat.Protocol;
using SocketIoCompat.Protocol.SocketIO;

namespace SocketIoCompat;

/// <summary>Takes the packet that an <see cref="ISocketPacketParser"/> reads. It is reused: keep no reference to it.</summary>
public sealed class SocketPacketBuilder
{
    private readonly PacketBuffer _namespace = new();
    private readonly PacketBuffer _payload = new();
    private readonly List<ReadOnlyMemory<byte>> _attachments = [];

    internal SocketPacketBuilder()
    {
    }

    /// <summary>The type.</summary>
    public SocketPacketType Type { get; set; }

    /// <summary>The acknowledgement id; null when there is none.</summary>
    public long? Id { get; set; }

    /// <summary>The namespace in UTF-8; <c>/</c> unless <see cref="SetNamespace"/> says otherwise.</summary>
    public ReadOnlySpan<byte> Namespace => _namespace.Written;

    /// <summary>Takes the payload as JSON in UTF-8; nothing is written when the packet has none.</summary>
    public IBufferWriter<byte> Payload => _payload;

    internal ProtocolLimits Limits { get; private set; } = ProtocolLimits.Default;

    internal List<ReadOnlyMemory<byte>> Attachments => _attachments;

    internal ReadOnlySpan<byte> Json => _payload.Written;

    /// <summary>Why the packet is refused, when the parser or this builder knows.</summary>
    internal ParseResult Failure { get; set; }

    /// <summary>Sets the namespace, given in UTF-8.</summary>
    public void SetNamespace(ReadOnlySpan<byte> name)
    {
        _namespace.Reset(0);
        _namespace.Write(name);
    }

    /// <summary>
    /// Writes a binary value to the payload: its placeholder there, a copy of the bytes beside it. The packet is refused when it
    /// holds more of them than <see cref="SocketIOOptions.MaxBinaryValues"/>.
    /// </summary>
    public void WriteBinary(ReadOnlySpan<byte> data)
    {
        if (_attachments.Count >= Limits.MaxBinaryValues)
        {
            Failure = ParseResult.TooManyAttachments;
            return;
        }

        Placeholders.Write(_payload, _attachments.Count);
        _attachments.Add(data.ToArray());
    }

    internal void Reset(ProtocolLimits limits)
    {
        Limits = limits;
        Type = SocketPacketType.Connect;
        Id = null;
        Failure = ParseResult.Ok;
        SetNamespace("/"u8);
        _payload.Reset(0);
        _attachments.Clear();
    }
}
