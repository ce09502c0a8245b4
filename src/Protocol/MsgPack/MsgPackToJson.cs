using System.Buffers;
using System.Runtime.CompilerServices;
using SocketIoCompat.Protocol.Json;
using SocketIoCompat.Protocol.SocketIO;

namespace SocketIoCompat.Protocol.MsgPack;

/// <summary>
/// Writes MessagePack as the JSON that JSON.stringify would make of what notepack 2.2 reads: undefined members vanish, dates
/// are ISO texts, NaN and the infinities null. Binary values become attachments with placeholders in their stead.
/// </summary>
internal readonly struct MsgPackToJson(IBufferWriter<byte> json, IList<ReadOnlyMemory<byte>> attachments, ProtocolLimits limits)
{
    /// <summary>Writes the value whose head was read, reading on what it contains.</summary>
    public ParseResult TryWrite(ref MsgPackReader reader, scoped in MsgPackToken token)
        => TryWrite(ref reader, token, limits.MaxJsonDepth);

    private ParseResult TryWrite(ref MsgPackReader reader, scoped in MsgPackToken token, int depthLeft)
    {
        switch (token.Kind)
        {
            case MsgPackKind.Array:
                return TryWriteArray(ref reader, token.Count, depthLeft);
            case MsgPackKind.Map:
                return TryWriteMap(ref reader, token.Count, depthLeft);
            case MsgPackKind.Binary:
                return TryAttach(token.Data);
            case MsgPackKind.Extension:
                return TryWriteExtension(token);
            default:
                WriteScalar(token);
                return ParseResult.Ok;
        }
    }

    private ParseResult TryWriteArray(ref MsgPackReader reader, int count, int depthLeft)
    {
        if (depthLeft == 0 || !RuntimeHelpers.TryEnsureSufficientExecutionStack()) return ParseResult.TooDeep;

        json.Write("["u8);
        for (var i = 0; i < count; i++)
        {
            if (i > 0) json.Write(","u8);
            if (!reader.TryRead(out var element)) return ParseResult.BadMessagePack;
            var result = TryWrite(ref reader, element, depthLeft - 1);
            if (result != ParseResult.Ok) return result;
        }

        json.Write("]"u8);
        return ParseResult.Ok;
    }

    private ParseResult TryWriteMap(ref MsgPackReader reader, int count, int depthLeft)
    {
        if (depthLeft == 0 || !RuntimeHelpers.TryEnsureSufficientExecutionStack()) return ParseResult.TooDeep;

        json.Write("{"u8);
        var isFirst = true;
        for (var i = 0; i < count; i++)
        {
            if (!reader.TryRead(out var key) || !reader.TryRead(out var value)) return ParseResult.BadMessagePack;
            if (value.Kind == MsgPackKind.Undefined && CanBeName(key.Kind)) continue;

            if (!isFirst) json.Write(","u8);
            isFirst = false;
            if (!TryWriteName(key)) return ParseResult.BadMessagePack;
            json.Write(":"u8);
            var result = TryWrite(ref reader, value, depthLeft - 1);
            if (result != ParseResult.Ok) return result;
        }

        json.Write("}"u8);
        return ParseResult.Ok;
    }

    private static bool CanBeName(MsgPackKind kind) => kind is MsgPackKind.String or MsgPackKind.Number or MsgPackKind.Boolean or MsgPackKind.Nil;

    /// <summary>JavaScript turns a name that is no string into one; containers and bytes, which no client sends as names, are refused.</summary>
    private bool TryWriteName(scoped in MsgPackToken key)
    {
        if (!CanBeName(key.Kind)) return false;
        if (key.Kind == MsgPackKind.String)
        {
            JavaScriptString.WriteUtf8(json, key.Data);
            return true;
        }

        json.Write("\""u8);
        WriteScalar(key);
        json.Write("\""u8);
        return true;
    }

    private void WriteScalar(scoped in MsgPackToken token)
    {
        switch (token.Kind)
        {
            case MsgPackKind.String:
                JavaScriptString.WriteUtf8(json, token.Data);
                break;
            case MsgPackKind.Number:
                json.Advance(JavaScriptNumber.Format(token.Number, json.GetSpan(JavaScriptNumber.MaxLength)));
                break;
            case MsgPackKind.Date:
                json.Advance(JavaScriptDate.Format(token.Number, json.GetSpan(JavaScriptDate.MaxLength)));
                break;
            case MsgPackKind.Boolean:
                json.Write(token.Number == 0 ? "false"u8 : "true"u8);
                break;
            default:
                json.Write("null"u8);
                break;
        }
    }

    private ParseResult TryWriteExtension(scoped in MsgPackToken token)
    {
        json.Write("["u8);
        json.Advance(JavaScriptNumber.Format(token.Number, json.GetSpan(JavaScriptNumber.MaxLength)));
        json.Write(","u8);
        var result = TryAttach(token.Data);
        json.Write("]"u8);
        return result;
    }

    private ParseResult TryAttach(ReadOnlySpan<byte> data)
    {
        if (attachments.Count >= limits.MaxBinaryValues) return ParseResult.TooManyAttachments;
        Placeholders.Write(json, attachments.Count);
        attachments.Add(data.ToArray());
        return ParseResult.Ok;
    }
}
