using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using SocketIoCompat.Protocol.WebSockets;
using SocketIoCompat.UnitTests.Protocol.Support;
using Xunit;
using static SocketIoCompat.Protocol.WebSockets.WebSocketOpcode;

namespace SocketIoCompat.UnitTests.Protocol;

public sealed class FrameProperties
{
    private const int Limit = 500;

    private static Gen<byte[]> Frame { get; } =
        from opcode in Gen.Elements(Text, Text, Text, Binary, Continuation, Ping, Pong, Close)
        from final in Gen.Elements(true, true, true, false)
        from lengthBytes in Gen.Frequency((8, Gen.Constant(0)), (1, Gen.Constant(2)), (1, Gen.Constant(8)))
        from length in Gen.Frequency((8, Gen.Choose(0, 20)), (1, Gen.Choose(100, 130)), (1, Gen.Choose(0, Limit + 50)))
        select ClientFrames.Frame(opcode, opcode == Close ? [] : Encoding.UTF8.GetBytes(new string('x', length)), final, lengthBytes: length > 125 ? 0 : lengthBytes);

    private static Gen<byte[]> Streams { get; } = Frame.ArrayOf().Select(frames => frames.SelectMany(f => f).ToArray());

    private static Gen<(byte[] Stream, int[] Cuts)> CutStreams { get; } =
        from stream in Gen.OneOf(Streams, Generators.Mutate(Streams), Generators.Bytes)
        from cuts in Gen.Choose(0, stream.Length).ArrayOf(4)
        select (stream, cuts.Order().ToArray());

    [Fact]
    public void It_does_not_matter_how_a_stream_is_cut()
        => Properties.Hold(CutStreams, input =>
        {
            var (stream, cuts) = input;
            int[] ends = [0, .. cuts, stream.Length];

            var whole = FrameTranscript.Whole(stream, Limit);

            FrameTranscript.Of(ends.Zip(ends.Skip(1), (from, to) => stream[from..to]), Limit).ShouldBe(whole);
            FrameTranscript.ByteByByte(stream, Limit).ShouldBe(whole);
        }, maxTest: 1000);

    [Fact]
    public void Compression_bits_do_not_change_that()
        => Properties.Hold(Generators.Mutate(Streams), stream =>
            FrameTranscript.ByteByByte(stream, Limit, allowCompressed: true).ShouldBe(FrameTranscript.Whole(stream, Limit, allowCompressed: true)));

    [Fact]
    public void What_a_client_sends_arrives()
    {
        var message =
            from text in Generators.JavaScriptText
            from pieces in Gen.Choose(1, 5)
            from lengthBytes in Gen.Elements(0, 8)
            select (Encoding.UTF8.GetBytes(text), pieces, lengthBytes);
        Properties.Hold(message.ArrayOf(), messages =>
        {
            var stream = new List<byte>();
            var expected = new StringBuilder();
            foreach (var (payload, pieces, lengthBytes) in messages)
            {
                var size = (payload.Length / pieces) + 1;
                for (var at = 0; at == 0 || at < payload.Length; at += size)
                {
                    var piece = payload.AsSpan(at, Math.Min(size, payload.Length - at));
                    stream.AddRange(ClientFrames.Frame(at == 0 ? Text : Continuation, piece, at + size >= payload.Length, lengthBytes: lengthBytes));
                    stream.AddRange(ClientFrames.Frame(Ping, []));
                    if (at + size < payload.Length) expected.Append("Ping \n");
                }

                expected.Append("Text ").Append(Encoding.UTF8.GetString(payload)).Append("\nPing \n");
            }

            var transcript = FrameTranscript.Whole([.. stream]);

            transcript.Failure.ShouldBe(WebSocketCloseCode.None);
            transcript.Messages.ShouldBe(expected.ToString());
            transcript.IsIdle.ShouldBeTrue();
        });
    }
}
