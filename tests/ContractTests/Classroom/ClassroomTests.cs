using SocketIoCompat.ContractTests.Scenarios;
using SocketIoCompat.ContractTests.Support;

namespace SocketIoCompat.ContractTests.Classroom;

/// <summary>Runs the classroom's flows once: official clients against the server of the documented applications.</summary>
public sealed class ClassroomFixture : IAsyncLifetime
{
    private Dictionary<string, ScenarioResult> _results = [];

    internal Dictionary<string, string> BadExits { get; private set; } = [];

    internal ScenarioResult Result(string name) => _results[name];

    public async ValueTask InitializeAsync()
    {
        var report = await ScenarioFixture.RunAsync("classroom", "dotnet", Repository.Server);
        _results = report.Scenarios.ToDictionary(result => result.Name);
        BadExits = report.BadExits;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>The flows of the classroom's contract; the assertions stand in <c>classroom/*.mjs</c>.</summary>
public sealed class ClassroomTests(ClassroomFixture fixture) : IClassFixture<ClassroomFixture>
{
    public static TheoryData<string> Names() => [.. ScenarioFixture.Names("classroom")];

    [Theory]
    [MemberData(nameof(Names), DisableDiscoveryEnumeration = true)]
    public void Flow(string name)
    {
        if (fixture.Result(name).Error is { } error)
            Assert.Fail(error);
    }

    [Fact]
    public void Every_server_stops_with_exit_code_0() => fixture.BadExits.ShouldBeEmpty();
}
