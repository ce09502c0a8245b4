namespace SocketIoCompat.Protocol;

/// <summary>What became of a peer's input. Everything but <see cref="Ok"/> ends the connection.</summary>
internal enum ParseResult : byte
{
    Ok,
    UnknownPacketType,
    BadAttachmentCount,
    TooManyAttachments,
    BadNamespace,
    BadAckId,
    BadJson,
    TooDeep,
    BadPayload,
    ReservedEventName,
    IllegalAttachment,
    UnexpectedText,
    UnexpectedBinary,
    BinaryTooLarge,
    BadBase64,
    BadUtf8,
    BadLength,
    BadMessagePack,
    Empty,
}
