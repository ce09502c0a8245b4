using Microsoft.Extensions.Logging;
using SocketIoCompat.Events;
using SocketIoCompat.Parsers;
using SocketIoCompat.Protocol;
using SocketIoCompat.Protocol.SocketIO;

namespace SocketIoCompat.Connections;

internal sealed partial class ClientConnection
{
    public void OnMessage(ReadOnlySpan<byte> text)
    {
        if (_server.Parser is { } parser)
        {
            Decode(parser, text, isBinary: false);
            return;
        }

        if (_attachments is { IsPending: true })
        {
            Fail(ParseResult.UnexpectedText);
            return;
        }

        var result = PacketReader.TryRead(text, _server.Limits, out var packet);
        if (result != ParseResult.Ok)
            Fail(result);
        else if (packet.Attachments > 0)
            BeginAttachments(text, packet);
        else
            Handle(packet, []);
    }

    public void OnBinary(ReadOnlySpan<byte> data)
    {
        if (_server.Parser is { } parser)
        {
            Decode(parser, data, isBinary: true);
            return;
        }

        if (_attachments is not { IsPending: true })
        {
            Fail(ParseResult.UnexpectedBinary);
            return;
        }

        var result = _attachments.Add(data, out var complete);
        if (result == ParseResult.Ok && complete)
        {
            // Read again from the copy, because the first reading's spans ended with its call.
            result = PacketReader.TryRead(_attachments.PacketText.Span, _server.Limits, out var packet);
            var attachments = _attachments.Attachments;
            _attachments.Clear();
            if (result == ParseResult.Ok)
                Handle(packet, attachments);
        }

        if (result != ParseResult.Ok)
            Fail(result);
    }

    /// <summary>The formats of other parsers hold a packet in one message, so that nothing is pending between messages.</summary>
    private void Decode(ISocketPacketParser parser, ReadOnlySpan<byte> message, bool isBinary)
    {
        using var decoder = PacketDecoder.Rent();
        ParseResult result;
        Packet packet;
        ReadOnlyMemory<byte>[] attachments;
        try
        {
            result = decoder.TryDecode(parser, message, isBinary, _server.Limits, out packet, out attachments);
        }
        catch (Exception exception)
        {
            LogParserFailed(_server.Logger, Session.Id, exception);
            Fail("the parser failed");
            return;
        }

        if (result == ParseResult.Ok)
            Handle(packet, attachments);
        else
            Fail(result);
    }

    private void BeginAttachments(ReadOnlySpan<byte> text, in Packet packet)
    {
        // Nobody keeps attachments of somebody who has joined nothing.
        if (Find(packet.Namespace) is null)
        {
            Fail("a packet for a namespace that was not joined");
            return;
        }

        var result = (_attachments ??= new AttachmentAssembler(_server.Limits)).Begin(text, packet);
        if (result != ParseResult.Ok)
            Fail(result);
    }

    private void Handle(in Packet packet, IReadOnlyList<ReadOnlyMemory<byte>> attachments)
    {
        switch (packet.Type)
        {
            case PacketType.Connect:
                OnConnect(packet, attachments);
                break;
            case PacketType.ConnectError:
                Fail("a client sent CONNECT_ERROR");
                break;
            default:
                if (Find(packet.Namespace) is { } socket)
                    Handle(socket, packet, attachments);
                else
                    Fail("a packet for a namespace that was not joined");
                break;
        }
    }

    private void Handle(Socket socket, in Packet packet, IReadOnlyList<ReadOnlyMemory<byte>> attachments)
    {
        var received = new ReceivedEvent(packet.Payload, packet.EventName, packet.Arguments, attachments, packet.AckId);
        switch (packet.Type)
        {
            case PacketType.Event or PacketType.BinaryEvent:
                socket.Inbox.Receive(received);
                break;
            case PacketType.Ack or PacketType.BinaryAck:
                socket.Acks.Complete(packet.AckId, received, socket);
                break;
            default:
                Unregister(socket);
                socket.End(DisconnectReason.ClientNamespaceDisconnect, dropWaiting: false);
                break;
        }
    }

    [LoggerMessage(2015, LogLevel.Error, "The parser failed on a message of session {SessionId}, which is closed")]
    private static partial void LogParserFailed(ILogger logger, string sessionId, Exception exception);
}
