using System.Buffers;
using Microsoft.AspNetCore.Http;
using SocketIoCompat.Protocol.WebSockets;

namespace SocketIoCompat.Engine.Transports;

/// <summary>
/// Refuses a websocket after accepting it, where the reference does: a close frame without code, then the end. The peer's
/// answer is waited for, for a bounded time.
/// </summary>
internal static class WebSocketRefusal
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static async Task RunAsync(WebSocketConnection connection, TimeProvider time)
    {
        FrameWriter.WriteClose(connection.Output, code: null);
        using var timeout = new CancellationTokenSource(Patience, time);
        try
        {
            await connection.Output.FlushAsync(timeout.Token);
            await WaitForCloseAsync(connection, timeout.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The peer does not answer or is gone already.
        }
        if (connection.Owner is { } owner)
            await owner.DisposeAsync();
    }

    private static async Task WaitForCloseAsync(WebSocketConnection connection, CancellationToken cancellationToken)
    {
        using var reader = new FrameReader(maxMessageLength: 1024, allowCompressed: connection.Deflate != null);
        while (true)
        {
            var result = await connection.Input.ReadAsync(cancellationToken);
            var isOver = Read(reader, result.Buffer);
            connection.Input.AdvanceTo(result.Buffer.End);
            if (isOver || result.IsCompleted)
                return;
        }
    }

    private static bool Read(FrameReader reader, in ReadOnlySequence<byte> buffer)
    {
        foreach (var segment in buffer)
        {
            var span = segment.Span;
            while (true)
            {
                var status = reader.Read(ref span, out var message);
                if (status == FrameReadStatus.NeedMoreData)
                    break;
                if (status == FrameReadStatus.Failed || message.Opcode == WebSocketOpcode.Close)
                    return true;
            }
        }
        return false;
    }
}
