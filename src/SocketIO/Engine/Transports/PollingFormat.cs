using System.Buffers;
using SocketIoCompat.Protocol;
using SocketIoCompat.Protocol.EngineIO;

namespace SocketIoCompat.Engine.Transports;

/// <summary>How the packets of a session look in the bodies of polling: the one place where protocol versions differ there.</summary>
internal abstract class PollingFormat
{
    public static readonly PollingFormat V4 = new PollingFormatV4();
    public static readonly PollingFormat V3 = new PollingFormatV3(takesBinary: true);
    public static readonly PollingFormat V3Base64 = new PollingFormatV3(takesBinary: false);

    /// <summary>Whether a POST's body is a form that <see cref="TryUnwrap"/> changes in place.</summary>
    public virtual bool IsWrapped => false;

    /// <summary>The format that a handshake asks for.</summary>
    public static PollingFormat Of(in EngineQuery query, bool allowJsonp)
    {
        if (allowJsonp && query.JsonpIndex is { } index)
            return new JsonpPollingFormat(query.Protocol == 3 ? V3Base64 : V4, index);
        if (query.Protocol == 3)
            return query.WantsBase64 ? V3Base64 : V3;
        return V4;
    }

    public virtual string GetContentType(in OutboundBatch batch) => "text/plain; charset=UTF-8";

    /// <summary>The exact length of what <see cref="Write"/> writes: it goes into Content-Length.</summary>
    public abstract long GetLength(in OutboundBatch batch);

    public abstract void Write(IBufferWriter<byte> writer, in OutboundBatch batch);

    /// <summary>Whether a POST may say that its body is binary (<c>application/octet-stream</c>).</summary>
    public virtual bool TakesBinary => false;

    /// <summary>Finds the payload in a wrapped body. False when there is none, and so nothing to hand up.</summary>
    public virtual bool TryUnwrap(Span<byte> body, out Range payload)
    {
        payload = Range.All;
        return true;
    }

    /// <summary>Reads the next packet of a payload. False at its end, where the error is Ok, and at a packet that cannot be read.</summary>
    public abstract bool TryRead(ReadOnlySpan<byte> payload, bool isBinary, ref int consumed, out EnginePacket packet, out ParseResult error);
}
