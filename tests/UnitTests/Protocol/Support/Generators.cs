using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace SocketIoCompat.UnitTests.Protocol.Support;

/// <summary>Input for the parsers: noise, JSON, and JSON with a few bytes changed, which gets further than noise.</summary>
internal static class Generators
{
    private static readonly string[] Names =
        ["a", "num", "_placeholder", "\\u005fplaceholder", "é", "", "\\ud83d\\ude00", "x\\n", "\\ud800"];

    private static readonly string[] Scalars =
        ["0", "-0", "1", "-1.5e+3", "1E-7", "12345678901234567890", "true", "false", "null", "\"\"", "\"é😀\u2028\"", "\"\\ud800\"", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\""];

    public static Gen<byte[]> Bytes { get; } = Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf();

    /// <summary>Characters that the grammars are made of, so that random texts come near to valid ones.</summary>
    public static Gen<byte[]> Tokens { get; } = Gen.Elements(
            "0", "1", "2", "3", "4", "5", "6", "7", "b", "/", ",", "-", "?", "[", "]", "{", "}", "\"", ":", "\\", "\\u", "12", "e", ".", " ",
            "\u001e", "\u0001", "true", "null", "\"a\"", "[\"a\"]", "{\"_placeholder\":true,\"num\":0}", "/admin,", "AQID", "=", "é")
        .ArrayOf().Select(parts => Encoding.UTF8.GetBytes(string.Concat(parts)));

    public static Gen<string> Json { get; } = Gen.Sized(size => JsonOf(Math.Min(size, 40)));

    public static Gen<string> JsonArguments { get; } = Gen.Sized(size => JsonOf(Math.Min(size, 20)).ArrayOf(size % 14)).Select(parts => string.Join(',', parts));

    /// <summary>UTF-16 as JavaScript has it: surrogates come in any order.</summary>
    public static Gen<string> JavaScriptText { get; } = Gen.OneOf(
            Gen.Choose(0x20, 0x7e), Gen.Choose(0, 0x1f), Gen.Choose(0, 0xffff), Gen.Choose(0xd800, 0xdfff), Gen.Elements(0x2028, 0x7f, '"', '\\'))
        .ArrayOf().Select(units => new string([.. units.Select(u => (char)u)]));

    /// <summary>The input with up to three bytes replaced, removed or repeated.</summary>
    public static Gen<byte[]> Mutate(Gen<byte[]> inputs)
        => from input in inputs
           from count in Gen.Choose(0, 3)
           from edits in Edits.ArrayOf(count)
           select edits.Aggregate(input, Edit);

    public static Gen<byte[]> Mutate(Gen<string> inputs) => Mutate(inputs.Select(Encoding.UTF8.GetBytes));

    private static Gen<(int At, int Kind, int Value)> Edits
        => from at in Gen.Choose(0, 1 << 20)
           from kind in Gen.Choose(0, 2)
           from value in Gen.Choose(0, 255)
           select (at, kind, value);

    private static byte[] Edit(byte[] input, (int At, int Kind, int Value) edit)
    {
        if (input.Length == 0) return [(byte)edit.Value];
        var at = edit.At % input.Length;
        return edit.Kind switch
        {
            0 => [.. input.AsSpan(0, at), (byte)edit.Value, .. input.AsSpan(at + 1)],
            1 => [.. input.AsSpan(0, at), .. input.AsSpan(at + 1)],
            _ => [.. input.AsSpan(0, at), input[at], .. input.AsSpan(at)],
        };
    }

    private static Gen<string> JsonOf(int size)
    {
        var scalar = Gen.Elements(Scalars);
        if (size < 2) return scalar;

        var space = Gen.Elements("", "", "", " ", "\n\t");
        var inner = Gen.Sized(_ => JsonOf(size / 3));
        var array = Gen.Zip(inner.ListOf(size % 4), space).Select(p => "[" + p.Item2 + string.Join(p.Item2 + ',', p.Item1) + p.Item2 + "]");
        var member = Gen.Zip(Gen.Elements(Names), inner).Select(p => $"\"{p.Item1}\":{p.Item2}");
        var map = Gen.Zip(member.ListOf(size % 4), space).Select(p => "{" + p.Item2 + string.Join(',' + p.Item2, p.Item1) + "}");
        var placeholder = Gen.Elements("0", "1", "2", "7", "-1", "1.0", "0.5", "\"0\"").Select(num => $"{{\"_placeholder\":true,\"num\":{num}}}");
        return Gen.Frequency((2, scalar), (3, array), (3, map), (1, placeholder));
    }
}
