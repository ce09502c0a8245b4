using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Unicode;
using Microsoft.AspNetCore.Connections;
using SocketIoCompat.Protocol.WebSockets;

namespace SocketIoCompat.Engine.Transports;

/// <summary>
/// One websocket of a session: the read loop here, the writing side in the other part. It begins as the session's transport
/// or, probing, as an upgrade that the session may take up.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The read loop owns the reader and disposes it when it ends.")]
internal sealed partial class WebSocketTransport
{
    private readonly EngineSession _session;
    private readonly WebSocketConnection _connection;
    private readonly WebSocketFormat _format;
    private readonly WebSocketCompression? _compression;
    private FrameReader _reader;
    private long _skip;
    private volatile WebSocketPhase _phase;

    public WebSocketTransport(EngineSession session, WebSocketConnection connection, WebSocketFormat format, WebSocketPhase phase)
    {
        _session = session;
        _connection = connection;
        _output = connection.Output;
        _format = format;
        if (connection.Deflate is { } agreement)
            _compression = new WebSocketCompression(session.Server.Options.PerMessageDeflate!, agreement, session.Server.Metrics);
        _reader = CreateReader();
        _phase = phase;
    }

    private enum ReadStep : byte
    {
        Read,
        Wait,
        Stop,
    }

    /// <summary>The read loop. Returns when the connection has nothing more to do; the caller then ends the request.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (true)
            {
                var result = await _connection.Input.ReadAsync();
                var step = Process(result.Buffer, out var consumed);
                _connection.Input.AdvanceTo(consumed, step == ReadStep.Read ? result.Buffer.End : consumed);
                if (step == ReadStep.Stop || (step == ReadStep.Read && result.IsCompleted))
                    break;
                if (step == ReadStep.Wait && !await _session.WaitToReceiveAsync(isReceiving: false, _connection.Closed))
                    break;
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ConnectionAbortedException)
        {
            // The connection broke; the session learns it below.
        }
        catch (Exception exception)
        {
            _session.OnReceiveFailed(exception);
        }
        finally
        {
            _session.OnWebSocketEnded(this);
            _reader.Dispose();
            await FinishWritingAsync();
            if (_connection.Owner is { } owner)
                await owner.DisposeAsync();
        }
    }

    /// <summary>Reads all messages of a batch; what they write leaves in one flush at the end.</summary>
    private ReadStep Process(in ReadOnlySequence<byte> buffer, out SequencePosition consumed)
    {
        using var turn = FlushTurn.Begin();
        var used = 0L;
        var step = ReadStep.Read;
        var receiving = false;
        try
        {
            foreach (var segment in buffer)
            {
                var span = segment.Span;
                step = Process(ref span, ref receiving);
                used += segment.Length - span.Length;
                if (step != ReadStep.Read)
                    break;
            }
        }
        finally
        {
            if (receiving)
                _session.EndReceive();
        }
        consumed = buffer.GetPosition(used);
        return step;
    }

    private ReadStep Process(ref ReadOnlySpan<byte> span, ref bool receiving)
    {
        while (true)
        {
            Skip(ref span);
            if (_phase == WebSocketPhase.Open && !span.IsEmpty && !TryReceive(ref receiving))
            {
                ReleaseBuffers();
                return ReadStep.Wait;
            }
            _reader.MaxMessageLength = _session.CurrentMaxPayload;
            switch (_reader.Read(ref span, out var message))
            {
                case FrameReadStatus.NeedMoreData:
                    return ReadStep.Read;
                case FrameReadStatus.Message when !OnMessage(message):
                case FrameReadStatus.Failed when !OnFailed():
                    return ReadStep.Stop;
            }
        }
    }

    /// <summary>Whether messages may be handed up now. A closed session's are read and dropped until the peer closes too.</summary>
    private bool TryReceive(ref bool receiving)
    {
        if (receiving)
            return !_session.IsReceivingPaused;
        switch (_session.BeginReceive())
        {
            case ReceiveStart.Started:
                receiving = true;
                return true;
            case ReceiveStart.Closed:
                _phase = WebSocketPhase.Draining;
                return true;
            default:
                return false;
        }
    }

    private bool OnMessage(in WebSocketMessage message)
    {
        switch (message.Opcode)
        {
            case WebSocketOpcode.Close:
                _session.OnWebSocketClose(this, message.Payload);
                return false;
            case WebSocketOpcode.Ping:
                _session.OnWebSocketPing(this, message.Payload);
                return true;
            case WebSocketOpcode.Text or WebSocketOpcode.Binary when message.IsCompressed && _phase != WebSocketPhase.Draining:
                return OnCompressed(message);
            case WebSocketOpcode.Text when _phase == WebSocketPhase.Open:
                _session.OnMessage(_format, message.Payload, isBinary: false);
                return true;
            case WebSocketOpcode.Binary when _phase == WebSocketPhase.Open:
                _session.OnMessage(_format, message.Payload, isBinary: true);
                return true;
            case WebSocketOpcode.Text or WebSocketOpcode.Binary when _phase == WebSocketPhase.Probing:
                _session.OnProbe(this, message);
                return true;
            default:
                return true;
        }
    }

    /// <summary>Inflates a message. The frames stay in step whatever it holds, so reading goes on for the peer's close frame.</summary>
    private bool OnCompressed(in WebSocketMessage message)
    {
        var inflater = _compression!.Inflater;
        var failure = inflater.Inflate(message.Payload, _session.CurrentMaxPayload);
        if (failure == WebSocketCloseCode.None && message.Opcode == WebSocketOpcode.Text && !Utf8.IsValid(inflater.Message))
            failure = WebSocketCloseCode.InvalidPayload;
        var goesOn = true;
        if (failure == WebSocketCloseCode.None)
            goesOn = OnMessage(new WebSocketMessage(message.Opcode, isCompressed: false, inflater.Message));
        else
            _session.OnWebSocketFailed(this, failure, "compressed message");
        inflater.Release();
        return goesOn;
    }

    /// <summary>
    /// Closes with the reader's code. After a message that is too long the frames stay in step, so reading goes on past it
    /// for the peer's close frame: ending the connection under data that is still arriving would reset it, and the peer
    /// would never see the code.
    /// </summary>
    private bool OnFailed()
    {
        var code = _reader.FailureCode;
        _session.OnWebSocketFailed(this, code, _reader.FailureReason);
        if (code != WebSocketCloseCode.MessageTooBig)
            return false;
        _skip = _reader.RefusedPayloadLength;
        _reader.Dispose();
        _reader = CreateReader();
        return true;
    }

    private FrameReader CreateReader() => new(_session.CurrentMaxPayload, allowCompressed: _compression != null);

    private void Skip(ref ReadOnlySpan<byte> span)
    {
        if (_skip == 0)
            return;
        var count = (int)Math.Min(_skip, span.Length);
        span = span[count..];
        _skip -= count;
    }

    private void ReleaseBuffers()
    {
        ReadOnlySpan<byte> nothing = default;
        _reader.Read(ref nothing, out _);
    }
}
