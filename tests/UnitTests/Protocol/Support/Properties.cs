using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace SocketIoCompat.UnitTests.Protocol.Support;

/// <summary>Runs properties with a fixed seed; TEST_FULL=1 runs many more cases from a fresh one, which a failure prints.</summary>
internal static class Properties
{
    private static readonly bool IsFull = Environment.GetEnvironmentVariable("TEST_FULL") == "1";

    public static void Hold<T>(Gen<T> cases, Action<T> check, int maxTest = 300)
        => Run(Prop.ForAll(Arb.From(cases), check), maxTest);

    public static void Hold(Gen<byte[]> cases, Action<byte[]> check, int maxTest = 300)
        => Run(Prop.ForAll(Arb.From(cases, Shrink), check), maxTest);

    private static void Run(Property property, int maxTest)
    {
        var config = Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(IsFull ? maxTest * 50 : maxTest).WithEndSize(200);
        if (!IsFull) config = config.WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(20251120, 1), FSharpOption<int>.None)));
        property.Check(config);
    }

    private static IEnumerable<byte[]> Shrink(byte[] input)
    {
        for (var size = input.Length / 2; size > 0; size /= 2)
        {
            for (var start = 0; start + size <= input.Length; start += size)
                yield return [.. input.AsSpan(0, start), .. input.AsSpan(start + size)];
        }
    }
}
