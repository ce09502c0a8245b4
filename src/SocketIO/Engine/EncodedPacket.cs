namespace SocketIoCompat.Engine;

/// <summary>
/// A message for many receivers: one text and any number of binary attachments that stay together. Immutable; each wire form
/// is made once, on first need, and shared.
/// </summary>
internal sealed class EncodedPacket
{
    /// <summary>Takes ownership of the memory: it must not change afterwards and is never pooled.</summary>
    public EncodedPacket(ReadOnlyMemory<byte> text, ReadOnlyMemory<byte>[]? attachments = null)
    {
        Text = text;
        Attachments = attachments ?? [];
        Length = text.Length;
        foreach (var attachment in Attachments)
            Length += attachment.Length;
    }

    /// <summary>The text message, without the Engine.IO packet type.</summary>
    public ReadOnlyMemory<byte> Text { get; }

    /// <summary>The binary messages that follow the text.</summary>
    public ReadOnlyMemory<byte>[] Attachments { get; }

    /// <summary>Bytes counted against the budget of a session's queue.</summary>
    public int Length { get; }
}
