using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace SocketIoCompat.ConformanceHost;

/// <summary>
/// Lets a moment pass between two websocket frames, and between the upgrade and the first, where Node's server writes one by
/// one. The protocol's own suites start to listen for a message when the one before has arrived: they would miss what comes
/// in the same read, and the library sends all that is ready at once.
/// </summary>
internal sealed class FramePacing(PipeReader input, PipeWriter output)
{
    /// <summary>What goes on after so many frames is a stream, which nobody reads frame by frame.</summary>
    private const int MaxRun = 8;

    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(5);

    private bool _isWebSocket;
    private long _frameRest; // of the frame that is being sent

    public static ConnectionDelegate Use(ConnectionDelegate next) => async connection =>
    {
        var transport = connection.Transport;
        var pipe = new Pipe(new PipeOptions(useSynchronizationContext: false));
        connection.Transport = new Duplex(transport.Input, pipe.Writer);
        var pump = new FramePacing(pipe.Reader, transport.Output).PumpAsync();
        try
        {
            await next(connection);
        }
        finally
        {
            await pipe.Writer.CompleteAsync();
            await pump;
            connection.Transport = transport;
        }
    };

    private async Task PumpAsync()
    {
        var run = 0;
        while (true)
        {
            var result = await input.ReadAsync();
            var buffer = result.Buffer;
            var piece = Cut(buffer);
            while (run >= MaxRun && Cut(buffer.Slice(piece)) is > 0 and var next)
                piece += next;

            foreach (var segment in buffer.Slice(0, piece))
                output.Write(segment.Span);
            var isOver = (await output.FlushAsync()).IsCompleted;
            var isMore = buffer.Length > piece;
            input.AdvanceTo(buffer.GetPosition(piece), piece == 0 ? buffer.End : buffer.GetPosition(piece));
            if (isOver || (result.IsCompleted && (!isMore || piece == 0)))
                break;
            run = isMore ? run + 1 : 0;
            if (isMore && _isWebSocket)
                await Task.Delay(Gap);
        }

        await input.CompleteAsync();
    }

    /// <summary>How much goes out at once: HTTP as it comes, the answer that switches the protocol and each frame by itself.</summary>
    private long Cut(in ReadOnlySequence<byte> buffer)
    {
        if (!_isWebSocket)
        {
            var reader = new SequenceReader<byte>(buffer);
            _isWebSocket = reader.IsNext("HTTP/1.1 101 "u8) && reader.TryReadTo(out ReadOnlySequence<byte> _, "\r\n\r\n"u8);
            return _isWebSocket ? reader.Consumed : buffer.Length;
        }

        if (_frameRest == 0)
            _frameRest = GetFrameLength(buffer);
        var piece = Math.Min(_frameRest, buffer.Length);
        _frameRest -= piece;
        return piece;
    }

    /// <summary>The length of the frame that begins here, 0 while its head is not there.</summary>
    private static long GetFrameLength(in ReadOnlySequence<byte> buffer)
    {
        Span<byte> head = stackalloc byte[10];
        var known = buffer.Slice(0, Math.Min(head.Length, buffer.Length));
        known.CopyTo(head);
        var headLength = head[1] switch { 127 => 10, 126 => 4, _ => 2 };
        if (known.Length < headLength)
            return 0;
        return headLength switch
        {
            10 => 10 + BinaryPrimitives.ReadInt64BigEndian(head[2..]),
            4 => 4 + BinaryPrimitives.ReadUInt16BigEndian(head[2..]),
            _ => 2 + head[1],
        };
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
