using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using SocketIoCompat.Adapters;
using SocketIoCompat.Engine;
using SocketIoCompat.Protocol.SocketIO;

namespace SocketIoCompat.Events;

/// <summary>
/// Encodes one packet into a buffer that its thread keeps, so that sending to one receiver allocates nothing. Rent, use and
/// dispose it within one synchronous stretch of code. Another parser than Socket.IO's own gets the finished packet and turns it
/// into a message on its way out.
/// </summary>
internal sealed partial class PacketEncoder : IDisposable
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
    private PacketType _type;
    private long _ackId;
    private int _payloadStart;

    private PacketEncoder() => _writer = new EventWriter(_buffer);

    /// <summary>The writer of the packet that this thread is encoding: where converters put binary values.</summary>
    public static EventWriter? Writing => _writing;

    /// <summary>The packet's text. Valid until the encoder is disposed.</summary>
    public ReadOnlySpan<byte> Text => _buffer.Written;

    public IReadOnlyList<ReadOnlyMemory<byte>> Attachments => _writer.Attachments;

    /// <summary>The payload alone: in an event the array of its name and arguments.</summary>
    private ReadOnlySpan<byte> Payload => Text[_payloadStart..];

    /// <summary>The encoder of this thread.</summary>
    /// <param name="parser">The server's parser; null for Socket.IO's own.</param>
    public static PacketEncoder Rent(ISocketPacketParser? parser)
    {
        var encoder = _idle ?? new PacketEncoder();
        _idle = null;
        encoder._parser = parser;
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

    /// <summary>Encodes an event whose payload another server has encoded.</summary>
    public void EncodeEncodedEvent(ReadOnlySpan<byte> nsp, long ackId, ReadOnlySpan<byte> payload, IReadOnlyList<ReadOnlyMemory<byte>> attachments)
    {
        _writer.AttachmentList.Clear();
        _writer.AttachmentList.AddRange(attachments);
        _buffer.Reset(HeaderRoom + nsp.Length);
        _buffer.Write(payload);
        Prepend(attachments.Count == 0 ? PacketType.Event : PacketType.BinaryEvent, nsp, ackId);
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
        BeginWithHeader(PacketType.Disconnect, nsp);
    }

    /// <summary>Encodes the answer to CONNECT.</summary>
    /// <param name="nsp">The namespace.</param>
    /// <param name="id">The socket's id; null for version 4 of the protocol, which sends none.</param>
    /// <param name="pid">The recovery token, if any.</param>
    public void EncodeConnect(ReadOnlySpan<byte> nsp, string? id, string? pid)
    {
        BeginWithHeader(PacketType.Connect, nsp);
        if (id is not null)
            PacketWriter.WriteConnectPayload(_buffer, id, pid);
    }

    public void EncodeLegacyConnectError(ReadOnlySpan<byte> nsp, string message, RawValue? data, JsonSerializerOptions options)
    {
        BeginWithHeader(PacketType.ConnectError, nsp);
        _buffer.Write(data is null ? JsonSerializer.SerializeToUtf8Bytes(message, options.GetTypeInfo(typeof(string))) : data.Json.Span);
    }

    public void EncodeConnectError(ReadOnlySpan<byte> nsp, string message, ReadOnlySpan<byte> data)
    {
        BeginWithHeader(PacketType.ConnectError, nsp);
        PacketWriter.WriteConnectErrorPayload(_buffer, message, data);
    }

    /// <summary>The arguments of the event, read back from its wire form.</summary>
    public RawValue[] GetArguments(JsonSerializerOptions options) => PacketArguments.Read(Payload, [.. Attachments], options);

    /// <summary>The arguments of the acknowledgement.</summary>
    public RawValue[] GetAcknowledgement(JsonSerializerOptions options) =>
        new ReceivedEvent(Payload, default, ArgumentRanges.Read(Payload, skipFirst: false), CopyAttachments(), -1).GetRest(0, options);

    /// <summary>The event's name and arguments as one value, read back from its wire form.</summary>
    public RawValue GetPayload(JsonSerializerOptions options) => new(Payload.ToArray(), CopyAttachments(), options);

    /// <summary>The attachments, copied, because the packet may wait in queues long after the caller has reused his buffers.</summary>
    public ReadOnlyMemory<byte>[] CopyAttachments()
    {
        if (_writer.Attachments.Count == 0)
            return [];
        var attachments = new ReadOnlyMemory<byte>[_writer.Attachments.Count];
        for (var i = 0; i < attachments.Length; i++)
            attachments[i] = _writer.Attachments[i].ToArray();
        return attachments;
    }

    public void SendTo(EngineSession session, SendFlags flags)
    {
        if (_parser is { } parser)
            SendTo(session, parser, flags);
        else if (_writer.Attachments.Count == 0)
            session.Send(_buffer.Written, flags);
        else
            session.Send(_buffer.Written, CollectionsMarshal.AsSpan(_writer.AttachmentList), flags);
    }

    public void Dispose()
    {
        _writer.Release();
        _parser = null;
        _buffer.Trim();
        _idle = this;
    }

    private void BeginWithHeader(PacketType type, ReadOnlySpan<byte> nsp)
    {
        _buffer.Reset(0);
        PacketWriter.WriteHeader(_buffer, type, 0, nsp, -1);
        Remember(type, nsp, -1, _buffer.Written.Length);
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
        Remember(type, nsp, ackId, _header.Written.Length);
    }
}
