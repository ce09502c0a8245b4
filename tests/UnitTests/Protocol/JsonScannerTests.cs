using System.Text;
using Shouldly;
using SocketIoCompat.Protocol;
using SocketIoCompat.Protocol.Json;
using Xunit;

namespace SocketIoCompat.UnitTests.Protocol;

public sealed class JsonScannerTests
{
    [Fact]
    public void Every_byte_of_a_string_is_looked_at_wherever_it_stands()
    {
        for (var length = 1; length <= 40; length++)
        {
            for (var at = 0; at < length; at++)
            {
                byte[] json = [(byte)'"', .. Enumerable.Repeat((byte)'x', length), (byte)'"'];
                for (var value = 0; value <= 255; value++)
                {
                    json[1 + at] = (byte)value;
                    // A quote leaves data behind itself; a backslash stands before an x or hides the closing quote.
                    IsDocument(json).ShouldBe(value is >= 0x20 and not ('"' or '\\'), $"byte {value} at {at} of {length}");
                }
            }
        }
    }

    [Fact]
    public void Every_escape_is_accepted_wherever_it_stands()
    {
        foreach (var escape in new[] { "\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t", "\\u0000", "\\uABCD", "\\uabcd", "\\ud800" })
        {
            for (var before = 0; before <= 40; before++)
            {
                IsDocument(Encoding.ASCII.GetBytes('"' + new string('x', before) + escape + '"')).ShouldBeTrue();
                IsDocument(Encoding.ASCII.GetBytes('"' + new string('x', before) + escape[..^1] + '"')).ShouldBeFalse();
            }
        }
    }

    [Fact]
    public void Elements_end_at_the_first_fault()
    {
        var scanner = new JsonScanner("[1, 2 3]"u8, 64);
        scanner.TryOpenArray().ShouldBeTrue();
        scanner.TryReadElement(out var start, out var length).ShouldBeTrue();
        (start, length).ShouldBe((1, 1));
        scanner.TryReadElement(out start, out length).ShouldBeTrue();
        (start, length).ShouldBe((4, 1));

        scanner.TryReadElement(out _, out _).ShouldBeFalse();

        scanner.Error.ShouldBe(ParseResult.BadJson);
        scanner.TryReadElement(out _, out _).ShouldBeFalse();
    }

    [Fact]
    public void An_array_that_has_ended_has_no_more_elements()
    {
        var scanner = new JsonScanner("[] 1"u8, 64);
        scanner.TryOpenArray().ShouldBeTrue();
        scanner.TryReadElement(out _, out _).ShouldBeFalse();
        scanner.TryReadElement(out _, out _).ShouldBeFalse();
        scanner.Error.ShouldBe(ParseResult.Ok);
        scanner.IsAtEnd().ShouldBeFalse();
    }

    private static bool IsDocument(byte[] json) => new JsonScanner(json, 64).TrySkipDocument();
}
