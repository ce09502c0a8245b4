using System.Text;
using SocketIoCompat.Protocol.WebSockets;

namespace SocketIoCompat.UnitTests.Protocol.Support;

/// <summary>What a frame reader made of a stream of bytes, in a form that can be compared.</summary>
internal sealed record FrameTranscript(string Messages, WebSocketCloseCode Failure, bool IsIdle)
{
    /// <summary>Feeds the pieces one after another, checking on the way that the reader keeps its promises about input and memory.</summary>
    public static FrameTranscript Of(IEnumerable<byte[]> pieces, int maxMessageLength = 1 << 20, bool allowCompressed = false)
    {
        using var reader = new FrameReader(maxMessageLength, allowCompressed);
        var messages = new StringBuilder();
        long arrived = 0;
        foreach (var piece in pieces)
        {
            ReadOnlySpan<byte> input = piece;
            arrived += piece.Length;
            FrameReadStatus status;
            while ((status = reader.Read(ref input, out var message)) == FrameReadStatus.Message)
            {
                Describe(messages, message);
                if (message.Payload.Length > Math.Max(maxMessageLength, 125)) throw new InvalidOperationException("A message is over the limit.");
            }

            // The pool's smallest array has 16 bytes, and each is less than twice as long as was asked for.
            if (reader.BufferedCapacity > (2 * arrived) + 32) throw new InvalidOperationException("The buffer has grown more than the input.");
            if (reader.IsIdle && reader.BufferedCapacity > 0) throw new InvalidOperationException("An idle reader holds a buffer.");
            if (status == FrameReadStatus.Failed)
            {
                if (reader.Read(ref input, out _) != FrameReadStatus.Failed) throw new InvalidOperationException("A failed reader went on.");
                return new FrameTranscript(messages.ToString(), reader.FailureCode, IsIdle: false);
            }

            if (!input.IsEmpty) throw new InvalidOperationException("The reader asked for more while it had some.");
        }

        return new FrameTranscript(messages.ToString(), WebSocketCloseCode.None, reader.IsIdle);
    }

    public static FrameTranscript Whole(byte[] stream, int maxMessageLength = 1 << 20, bool allowCompressed = false)
        => Of([stream], maxMessageLength, allowCompressed);

    public static FrameTranscript ByteByByte(byte[] stream, int maxMessageLength = 1 << 20, bool allowCompressed = false)
        => Of(stream.Select(b => new[] { b }), maxMessageLength, allowCompressed);

    public static FrameTranscript SplitAt(byte[] stream, int at, int maxMessageLength = 1 << 20, bool allowCompressed = false)
        => Of([stream[..at], stream[at..]], maxMessageLength, allowCompressed);

    private static void Describe(StringBuilder messages, in WebSocketMessage message)
    {
        messages.Append(message.Opcode).Append(message.IsCompressed ? "*" : "").Append(' ');
        messages.Append(message.Opcode == WebSocketOpcode.Text && !message.IsCompressed
            ? Encoding.UTF8.GetString(message.Payload)
            : Convert.ToHexStringLower(message.Payload));
        messages.Append('\n');
    }
}
