using SocketIoCompat.ContractTests.Support;

namespace SocketIoCompat.ContractTests;

/// <summary>A short run of each fuzzer every time, a long one from a fresh seed with <c>./test --full</c>; what those find becomes a row or a case; a finding makes it end with an error and its description.</summary>
[Collection(Timed.Name)]
public sealed class FuzzTests
{
    private static readonly bool IsFull = Environment.GetEnvironmentVariable("TEST_FULL") == "1";

    [Fact]
    public Task Both_servers_make_the_same_of_mutated_conversations() => RunAsync(["connection", .. IsFull ? (string[])["--seconds", "300"] : ["--seconds", "20", "--iterations", "800", "--seed", "2026"]]);

    [Fact]
    public Task No_decoder_breaks_on_mutated_input() => RunAsync("decoders", "--seconds", IsFull ? "120" : "5");

    [Fact]
    public Task Memory_stays_flat_over_many_packets() => RunAsync("memory", "--iterations", IsFull ? "10000000" : "300000");

    private static async Task RunAsync(params string[] arguments)
    {
        var findings = Path.Combine(Repository.Root, "TestResults", "fuzz");
        var output = await ChildProcess.RunAsync("dotnet", [Repository.Fuzz, .. arguments, "--findings", findings], Repository.Root, TimeSpan.FromMinutes(15));

        TestContext.Current.SendDiagnosticMessage(output);
    }
}
