using System.Buffers;
using System.Text;
using SocketIoCompat.Protocol;
using SocketIoCompat.Protocol.EngineIO;

namespace SocketIoCompat.Engine.Transports;

/// <summary>JSONP around another format: an answer is a script that calls <c>___eio[index]</c>, a POST is a form.</summary>
/// <param name="inner">The format of the payload; not one with binary bodies, which a script cannot carry.</param>
/// <param name="index">The digits of the query's <c>j</c>.</param>
internal sealed class JsonpPollingFormat(PollingFormat inner, string index) : PollingFormat
{
    private readonly byte[] _index = Encoding.ASCII.GetBytes(index);

    public override bool IsWrapped => true;

    // Only the script itself knows its length. That it is made twice costs nobody but the few clients that still ask for it.
    public override long GetLength(in OutboundBatch batch) => MakeScript(batch).WrittenCount;

    public override void Write(IBufferWriter<byte> writer, in OutboundBatch batch) => writer.Write(MakeScript(batch).WrittenSpan);

    public override bool TryUnwrap(Span<byte> body, out Range payload) => Jsonp.TryReadForm(body, out payload);

    public override bool TryRead(ReadOnlySpan<byte> payload, bool isBinary, ref int consumed, out EnginePacket packet, out ParseResult error) =>
        inner.TryRead(payload, isBinary, ref consumed, out packet, out error);

    private ArrayBufferWriter<byte> MakeScript(in OutboundBatch batch)
    {
        var payload = new ArrayBufferWriter<byte>();
        inner.Write(payload, batch);
        var script = new ArrayBufferWriter<byte>();
        Jsonp.WriteScript(script, _index, payload.WrittenSpan);
        return script;
    }
}
