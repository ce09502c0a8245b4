using System.Diagnostics;
using System.Text;
using SocketIoCompat.ContractTests.Support;

namespace SocketIoCompat.Fuzz.Decoders;

/// <summary>Mutates the corpus and gives it to the decoders; every one gets the others' input as well.</summary>
internal sealed class DecoderFuzzer(FuzzArguments arguments)
{
    private const int BytesPerByte = 6; // a decoder's working memory may be some times its input

    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);

    private static readonly string[] Right =
    [
        "2[\"message\",1,{\"a\":[null,true,\"é😀\"]}]", "2/admin,13[\"x\"]", "0{\"token\":\"x\"}", "3/admin,7[]", "52-[\"x\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]",
        "4hello\u001ebAQIDBA==\u001e2", "6:4hello2:40", "permessage-deflate; client_max_window_bits; server_max_window_bits=10, x-y; a=\"b\\\"c\"", "[1,{\"_placeholder\":true,\"num\":0}]",
    ];

    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[][]> _seeds = [];
    private int _findings;

    /// <summary>Runs until the limit; the number of findings.</summary>
    public static int Run(FuzzArguments arguments)
    {
        var fuzzer = new DecoderFuzzer(arguments);
        if (arguments.Case is { } file)
            fuzzer.Replay(file);
        else
            fuzzer.Run();
        return fuzzer._findings;
    }

    private void Run()
    {
        LoadSeeds();
        var everything = _seeds.Values.SelectMany(seeds => seeds).ToArray();
        var random = new Random(arguments.Seed);
        var mutator = new Mutator(random);
        var (number, clock) = (0L, Stopwatch.StartNew());
        foreach (var target in DecoderTarget.All)
            target.Run(everything[0]); // what is allocated once is not measured
        for (; !arguments.IsOver(number, clock.Elapsed); number++)
        {
            var target = DecoderTarget.All[(int)(number % DecoderTarget.All.Count)];
            var seeds = mutator.Chance(0.8) && _seeds.TryGetValue(target.Name, out var own) ? own : everything;
            Try(target, mutator.Mutate(mutator.Pick(seeds), everything, most: 8), number);
        }

        Console.WriteLine($"{number} inputs in {clock.Elapsed.TotalSeconds:0} s, {_findings} findings");
        foreach (var (name, count) in _counts)
            Console.WriteLine($"  {count} to {name}");
    }

    private void Replay(string file)
    {
        var input = File.ReadAllBytes(file);
        foreach (var target in DecoderTarget.All)
            Try(target, input, number: -1);
    }

    private void LoadSeeds()
    {
        foreach (var group in Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", "UnitTests", "Corpus"), "*.bin").Order(StringComparer.Ordinal).GroupBy(file => Path.GetFileName(file).Split('.')[0]))
            _seeds[group.Key] = [.. group.Select(File.ReadAllBytes)];
        _seeds["right"] = [.. Right.Select(Encoding.UTF8.GetBytes)];
        _seeds["offers"] = _seeds["right"];
    }

    private void Try(DecoderTarget target, byte[] input, long number)
    {
        _counts[target.Name] = _counts.GetValueOrDefault(target.Name) + 1;
        try
        {
            var (allocated, started) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            target.Run(input);
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            if (allocated > target.Allowance + ((long)input.Length * BytesPerByte))
                Report(target, input, number, $"allocated {allocated} bytes for {input.Length}");
            if (Stopwatch.GetElapsedTime(started) > Slow)
                Report(target, input, number, $"took {Stopwatch.GetElapsedTime(started)}");
        }
        catch (Exception exception)
        {
            Report(target, input, number, exception.ToString());
        }
    }

    private void Report(DecoderTarget target, byte[] input, long number, string what)
    {
        _findings++;
        Directory.CreateDirectory(arguments.Findings);
        var file = Path.Combine(arguments.Findings, $"{target.Name}.finding.{arguments.Seed}-{number}.bin");
        File.WriteAllBytes(file, input);
        Console.WriteLine($"Finding {file}: {what}");
    }
}
