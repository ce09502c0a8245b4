using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SocketIoCompat.Fuzz;

/// <summary>The command line.</summary>
internal sealed record FuzzArguments(string Command, int Seed, TimeSpan Limit, long Iterations, string Findings, string? Case, bool OldClients)
{
    public const string Usage = """
        dotnet run --project tests/Fuzz -- COMMAND [--seconds N] [--iterations N] [--seed N] [--findings FOLDER] [--case FILE] [--clients old]

        decoders     gives mutated input to every decoder: none throws, hangs, or takes more memory than its input is long
        connection   gives the same mutated conversations to the reference server and to ours, and compares what becomes of them
        memory       sends ten million packets (--iterations) through one server: the memory that lives on must not grow

        A run ends after --seconds or --iterations, whichever comes first. It prints its seed; the same seed makes the same input.
        With --clients old the servers of `connection` take Engine.IO 3, and half of the clients speak it.
        What is found is written to --findings, and given again with --case.
        """;

    /// <summary>A stopwatch's end and a count of inputs: whichever comes first.</summary>
    public bool IsOver(long iterations, TimeSpan elapsed) => iterations >= Iterations || elapsed >= Limit;

    public static bool TryParse(string[] args, [NotNullWhen(true)] out FuzzArguments? arguments)
    {
        arguments = null;
        if (args.Length == 0 || args[0] is not ("decoders" or "connection" or "memory") || args.Length % 2 == 0)
            return false;
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 1; i < args.Length; i += 2)
            values[args[i]] = args[i + 1];
        if (values.Keys.Except(["--seconds", "--iterations", "--seed", "--findings", "--case", "--clients"], StringComparer.Ordinal).Any())
            return false;

        var isMemory = args[0] == "memory";
        arguments = new FuzzArguments(
            args[0],
            int.Parse(values.GetValueOrDefault("--seed") ?? Random.Shared.Next(1_000_000).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
            values.TryGetValue("--seconds", out var seconds) ? TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)) : TimeSpan.FromSeconds(isMemory || values.ContainsKey("--iterations") ? 86_400 : 20),
            values.TryGetValue("--iterations", out var iterations) ? long.Parse(iterations, CultureInfo.InvariantCulture) : isMemory ? 10_000_000 : long.MaxValue,
            values.GetValueOrDefault("--findings", "fuzz-findings"),
            values.GetValueOrDefault("--case"),
            values.GetValueOrDefault("--clients") == "old");
        return true;
    }
}
