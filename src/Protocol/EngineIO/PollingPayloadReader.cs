using System.Text.Unicode;

namespace SocketIoCompat.Protocol.EngineIO;

/// <summary>
/// Reads the packets of a polling body: <c>&lt;packet&gt; *( 0x1E &lt;packet&gt; )</c> (Engine.IO protocol 4, "Payload encoding").
/// What follows the first packet that cannot be read is not looked at.
/// </summary>
/// <param name="body">The whole body of the request.</param>
/// <param name="consumed">Where an earlier reader of the same body stopped.</param>
internal ref struct PollingPayloadReader(ReadOnlySpan<byte> body, int consumed = 0)
{
    /// <summary>The byte between two packets.</summary>
    public const byte Separator = 0x1e;

    private readonly ReadOnlySpan<byte> _body = body;
    private bool _failed;

    /// <summary>The bytes read so far, without the separator that follows: give it to another reader to go on there.</summary>
    public int Consumed { get; private set; } = consumed;

    /// <summary>Reads the next packet; false at the end (<paramref name="error"/> is Ok) or at a packet that cannot be read.</summary>
    public bool TryRead(out EnginePacket packet, out ParseResult error)
    {
        packet = default;
        error = ParseResult.Ok;
        if (_failed || (Consumed > 0 && Consumed >= _body.Length)) return false;

        var start = Consumed == 0 ? 0 : Consumed + 1;
        var rest = _body[start..];
        var length = rest.IndexOf(Separator);
        if (length < 0) length = rest.Length;
        var text = rest[..length];

        error = EnginePacketCodec.TryReadText(text, out packet);
        // Base64 is checked when it is decoded; everything above this reader counts on valid UTF-8.
        if (error == ParseResult.Ok && !packet.IsBinary && !Utf8.IsValid(text)) error = ParseResult.BadUtf8;
        if (error != ParseResult.Ok)
        {
            packet = default;
            _failed = true;
            return false;
        }

        Consumed = start + length;
        return true;
    }
}
