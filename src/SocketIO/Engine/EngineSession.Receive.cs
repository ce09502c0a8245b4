using System.Buffers;
using SocketIoCompat.Engine.Transports;
using SocketIoCompat.Protocol;
using SocketIoCompat.Protocol.EngineIO;

namespace SocketIoCompat.Engine;

/// <summary>Whether messages may be handed up now.</summary>
internal enum ReceiveStart : byte
{
    /// <summary>Yes; the caller ends with <see cref="EngineSession.EndReceive"/>.</summary>
    Started,

    /// <summary>Not now: receiving is paused, or another request of the session is handing up messages.</summary>
    Wait,

    /// <summary>Never again.</summary>
    Closed,
}

/// <summary>
/// The way in. One request at a time hands up messages, which keeps the client's order over an upgrade, and keeps
/// <see cref="IEngineHandler.OnClosed"/> behind the messages of a batch.
/// </summary>
public sealed partial class EngineSession
{
    private TaskCompletionSource? _receiveWaiter;
    private volatile bool _paused;
    private bool _pausedByHandler;
    private bool _pausedByBacklog;
    private bool _receiving;

    internal bool IsReceivingPaused => _paused;

    /// <summary>
    /// Stops handing up messages: the websocket is not read, a POST is not answered, and the ping clock stands still. A flag,
    /// not a count.
    /// </summary>
    public void PauseReceiving() => SetPaused(ref _pausedByHandler, true);

    /// <summary>Goes on handing up messages after <see cref="PauseReceiving"/>.</summary>
    public void ResumeReceiving() => SetPaused(ref _pausedByHandler, false);

    /// <summary>The same for the layer above, whose pauses no user of the session can end.</summary>
    internal void SetBacklogged(bool backlogged) => SetPaused(ref _pausedByBacklog, backlogged);

    internal ReceiveStart BeginReceive()
    {
        lock (_lock)
        {
            if (_state == SessionState.Closed)
                return ReceiveStart.Closed;
            if (_paused || _receiving)
                return ReceiveStart.Wait;
            _receiving = true;
            return ReceiveStart.Started;
        }
    }

    internal void EndReceive()
    {
        bool report;
        lock (_lock)
        {
            _receiving = false;
            report = TryClaimReport();
            WakeReceiver();
        }
        if (report)
            ReportClosed();
    }

    /// <summary>Waits until messages may be handed up or the session is closed. False when the peer went away meanwhile.</summary>
    /// <param name="isReceiving">Whether the caller is within <see cref="BeginReceive"/>, and so waits for the end of a pause only.</param>
    /// <param name="peerClosed">The end of the peer's connection.</param>
    internal async ValueTask<bool> WaitToReceiveAsync(bool isReceiving, CancellationToken peerClosed)
    {
        Task waiting;
        lock (_lock)
        {
            if (_state == SessionState.Closed || (!_paused && (isReceiving || !_receiving)))
                return true;
            waiting = (_receiveWaiter ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
        try
        {
            await waiting.WaitAsync(peerClosed);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>A message on the session's websocket; within <see cref="BeginReceive"/>.</summary>
    internal void OnMessage(WebSocketFormat format, ReadOnlySpan<byte> message, bool isBinary)
    {
        if (_state != SessionState.Open)
            return;
        var error = isBinary ? format.TryReadBinary(message, out var packet) : format.TryReadText(message, out packet);
        if (error == ParseResult.Ok)
            OnPacket(packet);
        else
            OnParseError(error);
    }

    internal void OnPacket(in EnginePacket packet)
    {
        switch (packet.Type)
        {
            case EnginePacketType.Message when packet.Content == EnginePacketContent.Binary:
                OnBinary(packet.Data);
                break;
            case EnginePacketType.Message when packet.Content == EnginePacketContent.Base64:
                OnBase64(packet.Data);
                break;
            case EnginePacketType.Message:
                OnTraffic();
                Server.Metrics.MessageReceived(packet.Data.Length);
                Server.Handler.OnMessage(this, packet.Data);
                break;
            case EnginePacketType.Pong:
                OnPong();
                break;
            case EnginePacketType.Ping:
                OnPing();
                break;
            case EnginePacketType.Close:
                Terminate(EngineCloseReason.TransportClose);
                break;
            default:
                OnTraffic();
                break;
        }
    }

    internal void OnParseError(ParseResult error)
    {
        Log.ParseError(Server.Logger, Id, error);
        Terminate(EngineCloseReason.ParseError);
    }

    /// <summary>The handler, or we, threw while messages were handed up.</summary>
    internal void OnReceiveFailed(Exception exception)
    {
        Server.Metrics.EngineHandlerFailed();
        Log.ReceiveFailed(Server.Logger, exception, Id);
        Terminate(EngineCloseReason.TransportError);
    }

    private void OnBinary(ReadOnlySpan<byte> data)
    {
        OnTraffic();
        Server.Metrics.MessageReceived(data.Length);
        Server.Handler.OnBinary(this, data);
    }

    private void OnBase64(ReadOnlySpan<byte> base64)
    {
        var length = EnginePacketCodec.GetMaxDecodedLength(base64);
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(1, length));
        try
        {
            if (EnginePacketCodec.TryDecodeBase64(base64, buffer, out var written))
                OnBinary(buffer.AsSpan(0, written));
            else
                OnParseError(ParseResult.BadBase64);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void SetPaused(ref bool pause, bool value)
    {
        lock (_lock)
        {
            pause = value;
            var wasPaused = _paused;
            _paused = _pausedByHandler || _pausedByBacklog;
            if (_paused == wasPaused)
                return;
            if (_paused)
            {
                BeginPauseOfPings();
                return;
            }
            RestartWait();
            WakeReceiver();
        }
    }

    private void WakeReceiver()
    {
        _receiveWaiter?.TrySetResult();
        _receiveWaiter = null;
    }
}
