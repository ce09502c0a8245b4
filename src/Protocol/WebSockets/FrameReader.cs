using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace SocketIoCompat.Protocol.WebSockets;

/// <summary>
/// Turns a client's bytes into WebSocket messages (RFC 6455, server side): bytes are pushed in, messages come out.
/// Buffers are rented while a message is incomplete or handed out; an idle reader holds none. Not thread-safe.
/// </summary>
internal sealed class FrameReader(int maxMessageLength, bool allowCompressed = false) : IDisposable
{
    private HeaderBytes _head;
    private int _headLength;
    private FrameHeader _frame;
    private bool _inFrame;
    private int _frameReceived;

    private PooledBytes _data;
    private PooledBytes _control;
    private WebSocketOpcode _messageOpcode; // Continuation: no message has begun
    private bool _messageIsCompressed;
    private bool _dataIsHandedOut;
    private bool _closeReceived;

    /// <summary>The longest message in bytes, its fragments together, before inflating. A change counts from the next frame on.</summary>
    public int MaxMessageLength { get; set; } = maxMessageLength;

    /// <summary>After Failed: the code to close with; None before.</summary>
    public WebSocketCloseCode FailureCode { get; private set; }

    /// <summary>After Failed: what was wrong, for the log.</summary>
    public string? FailureReason { get; private set; }

    /// <summary>After Failed with MessageTooBig: the length of the frame's payload, none of which was consumed.</summary>
    public long RefusedPayloadLength => (long)_frame.PayloadLength;

    /// <summary>True when no part of a frame or message is held.</summary>
    public bool IsIdle => _headLength == 0 && !_inFrame && _messageOpcode == WebSocketOpcode.Continuation;

    /// <summary>The size of the rented arrays.</summary>
    internal int BufferedCapacity => _data.Capacity + _control.Capacity;

    /// <summary>
    /// Reads on and advances the input past what was consumed: all of it unless a message is returned, or the peer broke
    /// the rules. Call again with the rest until it asks for more data. What follows a close frame is consumed unread.
    /// </summary>
    public FrameReadStatus Read(ref ReadOnlySpan<byte> input, out WebSocketMessage message)
    {
        message = default;
        if (FailureCode != WebSocketCloseCode.None) return FrameReadStatus.Failed;

        TakeBack();
        while (!input.IsEmpty)
        {
            if (_closeReceived)
            {
                input = default;
                break;
            }

            if (!_inFrame && !TryReadHead(ref input)) break;
            if (!TryReadPayload(ref input)) break;

            _inFrame = false;
            if (FinishFrame(out message)) return FrameReadStatus.Message;
            if (FailureCode != WebSocketCloseCode.None) break;
        }

        if (FailureCode != WebSocketCloseCode.None)
        {
            Dispose();
            return FrameReadStatus.Failed;
        }

        if (_data.Length == 0) _data.Release();
        if (_control.Length == 0) _control.Release();
        return FrameReadStatus.NeedMoreData;
    }

    /// <summary>Returns the buffers; a payload that was handed out is no longer valid.</summary>
    public void Dispose()
    {
        _data.Release();
        _control.Release();
    }

    private void TakeBack()
    {
        if (_dataIsHandedOut) _data.Clear();
        if (!_inFrame) _control.Clear();
        _dataIsHandedOut = false;
    }

    /// <summary>Reads the head in place when it is there as a whole, and collects it otherwise.</summary>
    private bool TryReadHead(ref ReadOnlySpan<byte> input)
    {
        if (_headLength == 0 && input.Length >= FrameHeader.MinLength)
        {
            if (!CheckFlags(input[0], input[1])) return false;
            var length = FrameHeader.GetLength(input[1]);
            if (input.Length >= length)
            {
                _frame = FrameHeader.Read(input[..length]);
                input = input[length..];
                return BeginFrame();
            }
        }

        Span<byte> head = _head;
        while (!input.IsEmpty)
        {
            head[_headLength++] = input[0];
            input = input[1..];
            if (_headLength < FrameHeader.MinLength) continue;
            if (_headLength == FrameHeader.MinLength && !CheckFlags(head[0], head[1])) return false;
            if (_headLength < FrameHeader.GetLength(head[1])) continue;

            _frame = FrameHeader.Read(head[.._headLength]);
            _headLength = 0;
            return BeginFrame();
        }

        return false;
    }

    /// <summary>What the first two bytes alone can break (RFC 6455, 5.1, 5.2, 5.4, 5.5; RFC 7692, 6).</summary>
    private bool CheckFlags(byte first, byte second)
    {
        var opcode = (WebSocketOpcode)(first & 0x0f);
        var isControl = (first & 0x08) != 0;
        var inMessage = _messageOpcode != WebSocketOpcode.Continuation;
        if ((first & 0x30) != 0) return Fail("reserved bit set");
        if ((first & 0x40) != 0 && (!allowCompressed || isControl || opcode == WebSocketOpcode.Continuation)) return Fail("reserved bit set");
        if (opcode is > WebSocketOpcode.Binary and < WebSocketOpcode.Close or > WebSocketOpcode.Pong) return Fail("unknown opcode");
        if ((second & 0x80) == 0) return Fail("frame is not masked");
        if (isControl && (first & 0x80) == 0) return Fail("fragmented control frame");
        if (isControl && (second & 0x7f) > 125) return Fail("control frame is too long");
        if (opcode == WebSocketOpcode.Continuation && !inMessage) return Fail("continuation of nothing");
        if (!isControl && opcode != WebSocketOpcode.Continuation && inMessage) return Fail("new message inside another");
        return true;
    }

    private bool BeginFrame()
    {
        if (_frame.PayloadLength > long.MaxValue) return Fail("length out of range");
        if (!_frame.IsControl)
        {
            // Compared before anything is kept of the payload; both sides are in the range of long.
            if ((long)_frame.PayloadLength > (long)MaxMessageLength - _data.Length)
                return Fail("message is too big", WebSocketCloseCode.MessageTooBig);

            if (_frame.Opcode != WebSocketOpcode.Continuation)
            {
                _messageOpcode = _frame.Opcode;
                _messageIsCompressed = _frame.IsCompressed;
            }
        }

        _inFrame = true;
        _frameReceived = 0;
        return true;
    }

    private bool TryReadPayload(ref ReadOnlySpan<byte> input)
    {
        var missing = (int)_frame.PayloadLength - _frameReceived;
        var count = Math.Min(missing, input.Length);
        if (count > 0)
        {
            var destination = _frame.IsControl ? _control.Append(count) : _data.Append(count);
            FrameMask.Apply(input[..count], destination, _frame.Mask, _frameReceived);
            input = input[count..];
            _frameReceived += count;
        }

        return count == missing;
    }

    /// <summary>True when the frame that has just ended completes a message.</summary>
    private bool FinishFrame(out WebSocketMessage message)
    {
        message = default;
        if (_frame.IsControl)
        {
            if (_frame.Opcode == WebSocketOpcode.Close && !CheckClose(_control.Written)) return false;
            message = new WebSocketMessage(_frame.Opcode, isCompressed: false, _control.Written);
            return true;
        }

        if (!_frame.IsFinal) return false;

        var opcode = _messageOpcode;
        _messageOpcode = WebSocketOpcode.Continuation;
        if (opcode == WebSocketOpcode.Text && !_messageIsCompressed && !Utf8.IsValid(_data.Written))
            return Fail("text is not UTF-8", WebSocketCloseCode.InvalidPayload);

        _dataIsHandedOut = true;
        message = new WebSocketMessage(opcode, _messageIsCompressed, _data.Written);
        return true;
    }

    /// <summary>A close frame holds nothing, or a code that may be sent and a reason in UTF-8 (RFC 6455, 5.5.1 and 7.4).</summary>
    private bool CheckClose(ReadOnlySpan<byte> payload)
    {
        _closeReceived = true;
        if (payload.IsEmpty) return true;
        if (payload.Length == 1) return Fail("close frame with half a code");

        var code = (payload[0] << 8) | payload[1];
        if (code is not ((>= 1000 and <= 1014 and not (1004 or 1005 or 1006)) or (>= 3000 and <= 4999))) return Fail("close code out of range");
        return Utf8.IsValid(payload[2..]) || Fail("close reason is not UTF-8", WebSocketCloseCode.InvalidPayload);
    }

    private bool Fail(string reason, WebSocketCloseCode code = WebSocketCloseCode.ProtocolError)
    {
        FailureCode = code;
        FailureReason = reason;
        return false;
    }

    [InlineArray(FrameHeader.MaxLength)]
    private struct HeaderBytes
    {
        private byte _element;
    }
}
