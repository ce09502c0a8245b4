using System.Buffers;
using System.Text;
using SocketIoCompat.Redis.Resp;

namespace SocketIoCompat.UnitTests.Redis;

public sealed class RespReaderTests
{
    [Theory]
    [InlineData("+OK\r\n", RespKind.SimpleString, "OK")]
    [InlineData("-ERR no\r\n", RespKind.Error, "ERR no")]
    [InlineData(":-12\r\n", RespKind.Integer, "-12")]
    [InlineData("$3\r\na\r\n\r\n", RespKind.Bulk, "a\r\n")]
    [InlineData("$0\r\n\r\n", RespKind.Bulk, "")]
    internal void Reads_a_reply(string wire, RespKind kind, string text)
    {
        var status = Read(wire, out var value, out var rest);

        status.ShouldBe(RespStatus.Ok);
        value!.Kind.ShouldBe(kind);
        value.ToString().ShouldBe(text);
        rest.ShouldBe(0);
    }

    [Fact]
    public void Reads_a_message_and_leaves_what_follows()
    {
        Read("*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$2\r\nhi\r\n+OK\r\n", out var value, out var rest).ShouldBe(RespStatus.Ok);

        value!.Items!.Select(item => item.ToString()).ShouldBe(["message", "c", "hi"]);
        rest.ShouldBe(5);
    }

    [Fact]
    public void Null_is_not_empty()
    {
        Read("$-1\r\n", out var bulk, out _).ShouldBe(RespStatus.Ok);
        Read("*-1\r\n", out var array, out _).ShouldBe(RespStatus.Ok);

        bulk!.Bytes.ShouldBeNull();
        array!.Items.ShouldBeNull();
    }

    [Fact]
    public void Every_beginning_of_a_reply_is_incomplete()
    {
        const string Wire = "*2\r\n*1\r\n:7\r\n$5\r\nhe\r\no\r\n";
        for (var length = 0; length < Wire.Length; length++)
            Read(Wire[..length], out _, out _).ShouldBe(RespStatus.Incomplete, Wire[..length]);

        Read(Wire, out _, out _).ShouldBe(RespStatus.Ok);
    }

    [Theory]
    [InlineData("?3\r\n")]
    [InlineData("$x\r\n")]
    [InlineData("$-2\r\n")]
    [InlineData("$99999999999\r\n")]
    [InlineData("*99999999999\r\n")]
    [InlineData("*-3\r\n")]
    [InlineData("$2\r\nabcd\r\n")]
    [InlineData(":1 2\r\n")]
    [InlineData("*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n")]
    public void What_is_no_reply_is_refused(string wire) => Read(wire, out _, out _).ShouldBe(RespStatus.Invalid);

    [Fact]
    public void Any_bytes_are_refused_or_read_but_never_throw()
    {
        var random = new Random(4);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(40)];
            for (var at = 0; at < bytes.Length; at++)
                bytes[at] = "+-:$*0123456789\r\na"u8[random.Next(18)];
            RespReader.TryRead(new ReadOnlySequence<byte>(bytes), 1000, out _, out _);
        }
    }

    [Fact]
    public void A_command_is_written_with_lengths_in_bytes()
    {
        var buffer = new ArrayBufferWriter<byte>();
        RespWriter.Write(buffer, "SET", "é", new byte[] { 0xFF, 13, 10 });

        Encoding.Latin1.GetString(buffer.WrittenSpan).ShouldBe("*3\r\n$3\r\nSET\r\n$2\r\nÃ©\r\n$3\r\nÿ\r\n\r\n");
    }

    private static RespStatus Read(string wire, out RespValue? value, out long rest)
    {
        var buffer = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(wire));
        var status = RespReader.TryRead(buffer, 1_000_000, out value, out var consumed);
        rest = buffer.Slice(consumed).Length;
        return status;
    }
}
