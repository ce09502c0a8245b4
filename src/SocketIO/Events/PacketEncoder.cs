using System.Runtime.InteropServices;
using System.Text.Json;
using SocketIoCompat.Adapters;
using SocketIoCompat.Engine;
using SocketIoCompat.Protocol.SocketIO;

namespace SocketIoCompat.Events;

/// <summary>
/// Encodes one packet into a buffer that its thread keeps, so that sending to one receiver allocates nothing. Rent, use and
/// dispose it within one synchronous stretch of code.
/// </summary>
internal sealed class PacketEncoder : IDisposable
{
    // Type, ten attachments, comma and the longest acknowledgement id; the namespace comes on top.
    private const int HeaderRoom = 1 + 11 + 1 + 19;

    [ThreadStatic]
    private static PacketEncoder? _idle;

    [ThreadStatic]
    private static EventWriter? _writing;

    private readonly PacketBuffer _buffer = new();
    private readonly EventWriter _writer;
    private readonly PacketBuffer _header = new();
    private EventWriter? _outer;

    private PacketEncoder() => _writer = new EventWriter(_buffer);

    /// <summary>The writer of the packet that this thread is encoding: where converters put binary values.</summary>
    public static EventWriter? Writing => _writing;

    /// <summary>The packet's text. Valid until the encoder is disposed.</summary>
    public ReadOnlySpan<byte> Text => _buffer.Written;

    public IReadOnlyList<ReadOnlyMemory<byte>> Attachments => _writer.Attachments;

    public static PacketEncoder Rent()
    {
        var encoder = _idle ?? new PacketEncoder();
        _idle = null;
        return encoder;
    }

    public void EncodeEvent<TArguments>(ReadOnlySpan<byte> nsp, string name, long ackId, TArguments arguments, JsonSerializerOptions options)
        where TArguments : IEventArguments
    {
        Begin(nsp, options);
        try
        {
            _writer.Write(name);
            arguments.WriteTo(_writer);
        }
        finally
        {
            End();
        }

        Prepend(_writer.Attachments.Count == 0 ? PacketType.Event : PacketType.BinaryEvent, nsp, ackId);
    }

    public void EncodeAck<TArguments>(ReadOnlySpan<byte> nsp, long ackId, TArguments arguments, JsonSerializerOptions options)
        where TArguments : IEventArguments
    {
        Begin(nsp, options);
        try
        {
            arguments.WriteTo(_writer);
        }
        finally
        {
            End();
        }

        Prepend(_writer.Attachments.Count == 0 ? PacketType.Ack : PacketType.BinaryAck, nsp, ackId);
    }

    public void EncodeDisconnect(ReadOnlySpan<byte> nsp)
    {
        _buffer.Reset(0);
        PacketWriter.WriteDisconnect(_buffer, nsp);
    }

    public void EncodeConnect(ReadOnlySpan<byte> nsp, string id)
    {
        _buffer.Reset(0);
        PacketWriter.WriteConnect(_buffer, nsp, id, pid: null);
    }

    public void EncodeConnectError(ReadOnlySpan<byte> nsp, string message, ReadOnlySpan<byte> data)
    {
        _buffer.Reset(0);
        PacketWriter.WriteConnectError(_buffer, nsp, message, data);
    }

    /// <summary>The arguments of the event, read back from its wire form.</summary>
    public RawValue[] GetArguments(JsonSerializerOptions options) => PacketArguments.Read(Text, [.. Attachments], options);

    /// <summary>The packet as an object of its own, for many receivers.</summary>
    public EncodedPacket ToPacket()
    {
        // Copied, because the packet may wait in queues long after the caller has reused his buffers.
        var attachments = new ReadOnlyMemory<byte>[_writer.Attachments.Count];
        for (var i = 0; i < attachments.Length; i++)
            attachments[i] = _writer.Attachments[i].ToArray();
        return new EncodedPacket(_buffer.Written.ToArray(), attachments);
    }

    public void SendTo(EngineSession session, SendFlags flags)
    {
        if (_writer.Attachments.Count == 0)
            session.Send(_buffer.Written, flags);
        else
            session.Send(_buffer.Written, CollectionsMarshal.AsSpan(_writer.AttachmentList), flags);
    }

    public void Dispose()
    {
        _writer.Release();
        _idle = this;
    }

    private void Begin(ReadOnlySpan<byte> nsp, JsonSerializerOptions options)
    {
        _buffer.Reset(HeaderRoom + nsp.Length);
        _outer = _writing;
        _writing = _writer;
        _writer.Begin(options);
    }

    private void End()
    {
        _writing = _outer;
        _outer = null;
        _writer.End();
    }

    private void Prepend(PacketType type, ReadOnlySpan<byte> nsp, long ackId)
    {
        _header.Reset(0);
        PacketWriter.WriteHeader(_header, type, _writer.Attachments.Count, nsp, ackId);
        _buffer.Prepend(_header.Written);
    }
}
