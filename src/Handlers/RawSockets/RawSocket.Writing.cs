using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using SocketIoCompat.Protocol.WebSockets;

namespace SocketIoCompat.Handlers.RawSockets;

/// <summary>What waits for the peer, and the loop that writes it.</summary>
internal sealed partial class RawSocket
{
    private const int FlushThreshold = 32 * 1024;
    private const int MaxReasonLength = 123;

    private readonly record struct Outbound(WebSocketOpcode Opcode, ReadOnlyMemory<byte> Payload)
    {
        /// <summary>What counts as waiting, with the head and the place in the queue: a peer may send pings without end and read no pong.</summary>
        public int Cost => Payload.Length + 32;
    }

    private void Enqueue(Outbound item)
    {
        // One message may be longer than the budget when nothing else waits.
        var waiting = Interlocked.Add(ref _waiting, item.Cost);
        if (waiting <= _options.MaxOutboundBytes || waiting == item.Cost)
        {
            _queue.Writer.TryWrite(item);
        }
        else if (_queue.Writer.TryComplete())
        {
            _metrics.SlowConsumer(_options.Name);
            CutOff();
        }
    }

    private async Task WriteAsync()
    {
        var output = _connection.Output;
        try
        {
            while (await _queue.Reader.WaitToReadAsync(_end.Token))
            {
                var (unflushed, messages, bytes) = (0, 0, 0L);
                while (unflushed < FlushThreshold && _queue.Reader.TryRead(out var item))
                {
                    FrameWriter.WriteFrame(output, item.Opcode, item.Payload.Span);
                    unflushed += item.Cost;
                    if (item.Opcode == WebSocketOpcode.Text)
                    {
                        messages++;
                        bytes += item.Payload.Length;
                    }
                }

                _metrics.Sent(_options.Name, messages, bytes);
                if ((await output.FlushAsync(_end.Token)).IsCompleted)
                {
                    break;
                }

                Interlocked.Add(ref _waiting, -unflushed);
            }

            _end.CancelAfter(CloseTimeout); // for the peer's answer too
            if (IsClosing)
            {
                WriteClose(output, _closeCode, Volatile.Read(ref _closeReason));
                await output.FlushAsync(_end.Token);
            }
        }
        catch (Exception)
        {
            await _end.CancelAsync(); // the reading loop ends with it
            _connection.Lifetime.Abort();
        }
    }

    private static void WriteClose(IBufferWriter<byte> output, int code, string reason)
    {
        var text = Encoding.UTF8.GetBytes(reason);
        var payload = new byte[sizeof(ushort) + Math.Min(text.Length, MaxReasonLength)];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)code);
        text.AsSpan(0, payload.Length - sizeof(ushort)).CopyTo(payload.AsSpan(sizeof(ushort)));
        FrameWriter.WriteFrame(output, WebSocketOpcode.Close, payload);
    }
}
