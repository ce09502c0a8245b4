using SocketIoCompat.ContractTests.Support;

namespace SocketIoCompat.ContractTests.Classroom;

/// <summary>A start that cannot be ends at once, with an exit code and one sentence.</summary>
public sealed class StartTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static TheoryData<int, string, string?, string[]> Starts() => new()
    {
        { 1, "PORTS must be a list of port numbers", "PORTS=,", [] },
        { 1, "The file of LOG_FILE cannot be written", "LOG_FILE=/dev/null/server.log", [] },
        { 1, "JWT_SECRET (", "ASPNETCORE_ENVIRONMENT=Production", [] },
        { 1, "SupportSessions:Ports must be port numbers", "SupportSessions__Ports=x", [] },
        { 2, "Unknown argument '--foo'", null, ["--foo"] },
        { 2, "Unknown argument '--foo'", null, ["--PORTS=0", "--foo=bar"] },
    };

    [Theory]
    [MemberData(nameof(Starts), DisableDiscoveryEnumeration = true)]
    public async Task One_sentence(int exitCode, string sentence, string? variable, string[] arguments)
    {
        var (output, code) = await RunAsync(variable, arguments);

        code.ShouldBe(exitCode, output);
        output.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem().ShouldStartWith(sentence);
    }

    [Fact]
    public async Task Help_is_no_mistake()
    {
        var (output, code) = await RunAsync(null, "--help");

        code.ShouldBe(0, output);
        output.ShouldContain("--PORTS=");
    }

    private static async Task<(string Output, int ExitCode)> RunAsync(string? variable, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("start-").FullName;
        try
        {
            var environment = new Dictionary<string, string> { ["ASPNETCORE_ENVIRONMENT"] = "Development" };
            if (variable?.Split('=') is [var name, var value])
                environment[name] = value;
            using var server = ChildProcess.Start("dotnet", [Repository.Server, .. arguments], folder, environment);
            var code = await server.WaitForExitAsync(Limit);
            return (server.Output, code);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
