using System.Diagnostics;
using SocketIoCompat.ContractTests.Support;

namespace SocketIoCompat.Fuzz.Connection;

/// <summary>Gives each conversation to both servers; what they do not agree on is looked at again, alone and with patience.</summary>
internal sealed class ConnectionFuzzer(FuzzServers servers, FuzzArguments arguments)
{
    private const int Together = 8;

    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(2);

    private readonly SortedDictionary<string, int> _intended = new(StringComparer.Ordinal);
    private int _findings;

    /// <summary>Runs until the limit; the number of findings.</summary>
    public static async Task<int> RunAsync(FuzzArguments arguments)
    {
        using var servers = await FuzzServers.StartAsync(arguments.OldClients);
        var fuzzer = new ConnectionFuzzer(servers, arguments);
        await fuzzer.RunAsync();
        return fuzzer._findings;
    }

    private async Task RunAsync()
    {
        IEnumerable<string> kept = arguments.Case is { } file ? [file] : Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", "Fuzz", "cases"), "*.json").Order(StringComparer.Ordinal);
        foreach (var @case in kept.Select(FuzzCase.Load))
            await LookAgainAsync(@case, isNew: false);
        if (arguments.Case is not null)
            return;

        var generator = new CaseGenerator(arguments.Seed, arguments.OldClients);
        var (number, clock) = (0L, Stopwatch.StartNew());
        while (!arguments.IsOver(number, clock.Elapsed))
        {
            var cases = Enumerable.Range(0, Together).Select(_ => generator.Create(number++)).ToArray();
            var agreed = await Task.WhenAll(cases.Select(AgreeAsync));
            foreach (var @case in cases.Where((_, i) => !agreed[i]))
                await LookAgainAsync(@case, isNew: true);
        }

        Console.WriteLine($"{number} conversations in {clock.Elapsed.TotalSeconds:0} s, {_findings} findings");
        foreach (var (row, count) in _intended)
            Console.WriteLine($"  {count} differ on purpose: {row}");
    }

    private async Task<bool> AgreeAsync(FuzzCase @case)
    {
        var (reference, ours) = await BothAsync(@case, FirstLook);
        return reference.Equals(ours);
    }

    private async Task<(Outcome Reference, Outcome Ours)> BothAsync(FuzzCase @case, TimeSpan patience)
    {
        var both = await Task.WhenAll(CaseRunner.RunAsync(@case, servers.Reference, patience), CaseRunner.RunAsync(@case, servers.Ours, patience));
        return (both[0], both[1]);
    }

    private async Task LookAgainAsync(FuzzCase @case, bool isNew)
    {
        var (reference, ours) = await BothAsync(@case, SecondLook);
        if (reference.Equals(ours))
            return;
        if (IntendedDifferences.Explain(@case, reference, ours) is { } row)
        {
            _intended[row] = _intended.GetValueOrDefault(row) + 1;
            return;
        }

        _findings++;
        if (isNew)
            (@case, reference, ours) = await ShortenAsync(@case, reference, ours);
        Report(@case, reference, ours, isNew);
    }

    /// <summary>The conversation without the steps that do not matter.</summary>
    private async Task<(FuzzCase Case, Outcome Reference, Outcome Ours)> ShortenAsync(FuzzCase @case, Outcome reference, Outcome ours)
    {
        for (var i = @case.Steps.Count - 1; i >= 0 && @case.Steps.Count > 1; i--)
        {
            var shorter = @case with { Steps = [.. @case.Steps.Where((_, at) => at != i)] };
            var (theirs, mine) = await BothAsync(shorter, SecondLook);
            if (!theirs.Equals(mine) && IntendedDifferences.Explain(shorter, theirs, mine) is null)
                (@case, reference, ours) = (shorter, theirs, mine);
        }

        return (@case, reference, ours);
    }

    private void Report(FuzzCase @case, Outcome reference, Outcome ours, bool isNew)
    {
        Console.WriteLine($"Finding {@case}\nreference:\n{reference}\nours:\n{ours}\n");
        if (!isNew)
            return;
        Directory.CreateDirectory(arguments.Findings);
        File.WriteAllText(Path.Combine(arguments.Findings, $"connection-{@case.Name}.json"), @case.ToString());
    }
}
