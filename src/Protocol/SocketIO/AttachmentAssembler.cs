namespace SocketIoCompat.Protocol.SocketIO;

/// <summary>Keeps a packet whose binary attachments are still to come, and collects them.</summary>
internal sealed class AttachmentAssembler(ProtocolLimits limits)
{
    private byte[] _text = [];
    private ReadOnlyMemory<byte>[] _attachments = [];
    private int _received;
    private long _bytes;

    /// <summary>True while attachments are awaited: text is then an error, otherwise binary is one.</summary>
    public bool IsPending => _received < _attachments.Length;

    /// <summary>The packet's text, a copy of its own that nothing overwrites later.</summary>
    public ReadOnlyMemory<byte> PacketText => _text;

    /// <summary>The attachments in the order of their numbers, each an array of its own; filled when the last has come.</summary>
    public ReadOnlyMemory<byte>[] Attachments => _attachments;

    /// <summary>
    /// Takes a packet with attachments. One with none (<c>50-[…]</c>) needs no assembling: the caller delivers it at once.
    /// </summary>
    public ParseResult Begin(ReadOnlySpan<byte> packetText, in Packet packet)
    {
        if (IsPending) return ParseResult.UnexpectedText;
        if (packet.Attachments > limits.MaxAttachments) return ParseResult.TooManyAttachments;
        if (!Placeholders.AreWithin(packet.Payload, packet.Attachments)) return ParseResult.IllegalAttachment;

        _text = packetText.ToArray();
        _attachments = packet.Attachments == 0 ? [] : new ReadOnlyMemory<byte>[packet.Attachments];
        _received = 0;
        _bytes = 0;
        return ParseResult.Ok;
    }

    /// <summary>Takes the next attachment, copying it. After an error nothing is pending.</summary>
    public ParseResult Add(ReadOnlySpan<byte> binary, out bool complete)
    {
        complete = false;
        if (!IsPending) return ParseResult.UnexpectedBinary;
        if (binary.Length > limits.MaxPendingBinaryBytes - _bytes)
        {
            Clear();
            return ParseResult.BinaryTooLarge;
        }

        _bytes += binary.Length;
        _attachments[_received++] = binary.ToArray();
        complete = !IsPending;
        return ParseResult.Ok;
    }

    /// <summary>Forgets the packet. Text and attachments that were handed out stay as they are.</summary>
    public void Clear()
    {
        _text = [];
        _attachments = [];
        _received = 0;
        _bytes = 0;
    }
}
