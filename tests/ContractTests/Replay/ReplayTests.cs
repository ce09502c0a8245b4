using SocketIoCompat.ContractTests.Support;

namespace SocketIoCompat.ContractTests.Replay;

/// <summary>Our server says what the reference said to the official clients.</summary>
[Collection(Timed.Name)]
public sealed class ReplayTests(ReplayServers servers) : IClassFixture<ReplayServers>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static TheoryData<string> Names() => [.. Directory.GetFiles(Path.Combine(Repository.ContractTests, "recordings"), "*.jsonl")
        .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Our_server_answers_as_recorded(string name)
    {
        var recording = Load(name);

        var difference = await Replayer.RunAsync(recording, await servers.UrlAsync(recording.Header.Flags), Patience);

        difference.ShouldBeNull();
    }

    internal static Recording Load(string name) => Recording.Load(Path.Combine(Repository.ContractTests, "recordings", name + ".jsonl"));
}
