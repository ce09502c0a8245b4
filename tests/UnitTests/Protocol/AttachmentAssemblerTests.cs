using System.Text;
using Shouldly;
using SocketIoCompat.Protocol;
using SocketIoCompat.Protocol.SocketIO;
using Xunit;

namespace SocketIoCompat.UnitTests.Protocol;

public sealed class AttachmentAssemblerTests
{
    private const string TwoAttachments = """52-["bin",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]""";

    private readonly AttachmentAssembler _assembler = new(new ProtocolLimits { MaxPendingBinaryBytes = 10 });

    [Fact]
    public void Attachments_are_collected_in_their_order()
    {
        Begin(TwoAttachments).ShouldBe(ParseResult.Ok);
        _assembler.IsPending.ShouldBeTrue();

        Add([1, 2, 3]).ShouldBe((ParseResult.Ok, false));
        _assembler.IsPending.ShouldBeTrue();
        Add([]).ShouldBe((ParseResult.Ok, true));

        _assembler.IsPending.ShouldBeFalse();
        Encoding.UTF8.GetString(_assembler.PacketText.Span).ShouldBe(TwoAttachments);
        _assembler.Attachments.Select(a => a.ToArray()).ShouldBe([[1, 2, 3], []]);
    }

    [Fact]
    public void What_was_handed_out_stays_when_the_next_packet_comes()
    {
        byte[] input = [1];
        Begin("""51-["a"]""");
        Add(input);
        var (text, attachments) = (_assembler.PacketText, _assembler.Attachments);

        input[0] = 9;
        _assembler.Clear();
        Begin("""51-["b"]""");
        Add(input);

        Encoding.UTF8.GetString(text.Span).ShouldBe("""51-["a"]""");
        attachments.Single().ToArray().ShouldBe([1]);
    }

    [Fact]
    public void Binary_without_a_packet_is_unexpected()
    {
        Add([1]).ShouldBe((ParseResult.UnexpectedBinary, false));

        Begin("""51-["a"]""");
        Add([1]);
        Add([2]).ShouldBe((ParseResult.UnexpectedBinary, false));
    }

    [Fact]
    public void A_packet_inside_another_is_unexpected()
    {
        Begin(TwoAttachments);

        Begin("""51-["a"]""").ShouldBe(ParseResult.UnexpectedText);
    }

    [Fact]
    public void All_attachments_of_a_packet_share_one_limit()
    {
        Begin(TwoAttachments);

        Add(new byte[6]).ShouldBe((ParseResult.Ok, false));
        Add(new byte[5]).ShouldBe((ParseResult.BinaryTooLarge, false));
        _assembler.IsPending.ShouldBeFalse();
        _assembler.Attachments.ShouldBeEmpty();

        Begin(TwoAttachments);
        Add(new byte[6]).Result.ShouldBe(ParseResult.Ok);
        Add(new byte[4]).ShouldBe((ParseResult.Ok, true));
    }

    [Fact]
    public void A_packet_without_attachments_is_never_pending()
    {
        Begin("""50-["a"]""").ShouldBe(ParseResult.Ok);

        _assembler.IsPending.ShouldBeFalse();
        _assembler.Attachments.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""51-["a",{"_placeholder":true,"num":1}]""")]
    [InlineData("""51-["a",{"_placeholder":true,"num":-1}]""")]
    [InlineData("""51-["a",{"_placeholder":true,"num":99999999999}]""")]
    [InlineData("""51-["a",{"_placeholder":true,"num":0.5}]""")]
    [InlineData("""51-["a",{"_placeholder":true,"num":"0"}]""")]
    [InlineData("""51-["a",{"_placeholder":true,"num":[0]}]""")]
    [InlineData("""51-["a",{"_placeholder":true,"num":0,"num":1}]""")]
    [InlineData("""51-["a",{"_placeholder":true,"num":0,"num":[0]}]""")]
    [InlineData("""51-["a",{"_placeholder":true}]""")]
    [InlineData("""51-["a",{"num":0,"_placeholder":true},{"num":7,"_placeholder":true}]""")]
    [InlineData("""51-["a",{"_placeholder":true,"num":0},{"_placeholder":true,"num":12}]""")]
    [InlineData("""51-["a",{"_placeholder":true,"num":0},{ "_placeholder":true,"num":12}]""")]
    [InlineData("""51-["a",{"_placeholder":true,"num":0},{"_placeholder":true,"num":-12}]""")]
    [InlineData("""51-["a",{"_placeholder":true,"num":0,"b":1},{"_placeholder":true,"num":9}]""")]
    [InlineData("""51-["a",{"x":1,"_placeholder":true,"num":9}]""")]
    [InlineData("""51-["a",{"num":0,"x":{"_placeholder":true,"num":0},"_placeholder":true,"num":1}]""")]
    [InlineData("""51-["a",[[{"b":{"_placeholder":true,"num":1}}]]]""")]
    [InlineData("""51-["a",{"\u005fplaceholder":true,"num":1}]""")]
    [InlineData("""51-["a",{"_placeholder":true,"n\u0075m":1}]""")]
    [InlineData("""61-[{"_placeholder":true,"num":1}]""")]
    public void A_placeholder_names_an_attachment(string wire) => Begin(wire).ShouldBe(ParseResult.IllegalAttachment);

    [Theory]
    [InlineData("""51-["a"]""")]
    [InlineData("""51-["_placeholder",{"num":7}]""")]
    [InlineData("""51-["a","{\"_placeholder\":true,\"num\":7}"]""")]
    [InlineData("""51-["a","_placeholder","{",{"_placeholder":{"num":7}}]""")]
    [InlineData("""51-["a",{"_placeholder":false,"num":7}]""")]
    [InlineData("""51-["a",{"_placeholder":1,"num":7}]""")]
    [InlineData("""51-["a",{"_placeholder":true,"_placeholder":false,"num":7}]""")]
    [InlineData("""51-["a",{"_placeholder":true,"_placeholder":[true],"num":7}]""")]
    [InlineData("""51-["a",{"_placeholder":true,"num":0},{"_placeholder":true,"num":0}]""")]
    [InlineData("""51-["a",{"_placeholder":true,"num":0.0,"more":"\ud800"}]""")]
    [InlineData("""51-["a",{"_placeholder":true,"num":0,"inner":{"_placeholder":true,"num":7}}]""")]
    [InlineData("""51-["a",{"\ud800":1,"_placeholder":{"_placeholder":true,"num":0},"num":7}]""")]
    public void What_is_no_placeholder_may_have_any_number(string wire) => Begin(wire).ShouldBe(ParseResult.Ok);

    private ParseResult Begin(string wire)
    {
        var text = Encoding.UTF8.GetBytes(wire);
        PacketReader.TryRead(text, ProtocolLimits.Default, out var packet).ShouldBe(ParseResult.Ok);
        var result = _assembler.Begin(text, packet);
        Array.Clear(text);
        return result;
    }

    private (ParseResult Result, bool Complete) Add(byte[] binary) => (_assembler.Add(binary, out var complete), complete);
}
