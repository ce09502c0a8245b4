using SocketIoCompat.ContractTests.Support;

namespace SocketIoCompat.ContractTests.Cluster;

/// <summary>A lesson with its student on one server and its tutor on the other is the same whatever the servers are written in.</summary>
public sealed class ClassroomTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [Theory]
    [InlineData("ours", "ours")]
    [InlineData("Node", "ours")]
    [InlineData("ours", "Node")]
    public async Task A_lesson_across_two_servers_is_as_between_two_Node_servers(string first, string second)
    {
        var expected = await RunAsync("Node", "Node");
        var actual = await RunAsync(first, second);

        expected.Length.ShouldBeGreaterThan(60);
        actual.ShouldBe(expected);
    }

    private static async Task<string[]> RunAsync(string first, string second)
    {
        string[] arguments = ["cluster/classroom.mjs", first, second, Repository.Server, Path.Combine(Repository.Root, "tests", "reference-server", "classroom.mjs")];
        return (await ChildProcess.RunAsync("node", arguments, Repository.ContractTests, Limit)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
