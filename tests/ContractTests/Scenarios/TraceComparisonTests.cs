using System.Text.Json;

namespace SocketIoCompat.ContractTests.Scenarios;

/// <summary>The comparison itself: each kind of difference must be noticed, or the scenarios prove nothing.</summary>
public sealed class TraceComparisonTests
{
    [Theory]
    [InlineData("""["42[\"a\"]",1]""", """["42[\"a\"]",1]""", false)]
    [InlineData("""[{"a":1,"b":2}]""", """[{"b":2,"a":1}]""", false)]
    [InlineData("""[1.0]""", """[1]""", false)]
    [InlineData("""["a"]""", """["b"]""", true)]
    [InlineData("""["a"]""", """["a","b"]""", true)]
    [InlineData("""["a","b"]""", """["a"]""", true)]
    [InlineData("""["a","b"]""", """["b","a"]""", true)]
    [InlineData("""[null]""", """[{}]""", true)]
    [InlineData("""[{"closed":1005}]""", """[{"closed":1006}]""", true)]
    public void A_difference_is_noticed(string reference, string ours, bool differs) =>
        (TraceComparison.Explain(Result(reference), Result(ours)) is not null).ShouldBe(differs);

    [Fact]
    public void A_scenario_that_failed_on_either_server_is_a_failure()
    {
        TraceComparison.Explain(Result("[1]", error: "no answer"), Result("[1]")).ShouldNotBeNull().ShouldContain("reference server");
        TraceComparison.Explain(Result("[1]"), Result("[1]", error: "no answer")).ShouldNotBeNull().ShouldContain("our server");
    }

    [Fact]
    public void An_intended_difference_must_be_there_and_be_the_one_that_is_intended()
    {
        TraceComparison.Explain(Result("[1]", intended: "[2]"), Result("[2]")).ShouldBeNull();
        TraceComparison.Explain(Result("[1]", intended: "[2]"), Result("[1]")).ShouldNotBeNull().ShouldContain("not as we say");
        TraceComparison.Explain(Result("[1]", intended: "[2]"), Result("[3]")).ShouldNotBeNull().ShouldContain("not as we say");
        TraceComparison.Explain(Result("[2]", intended: "[2]"), Result("[2]")).ShouldNotBeNull().ShouldContain("out of date");
    }

    private static ScenarioResult Result(string trace, string? intended = null, string? error = null) =>
        new("scenario", 1, Read(trace), intended is null ? null : new IntendedDifference("for a reason", Read(intended)), error);

    private static JsonElement[] Read(string json) => JsonSerializer.Deserialize<JsonElement[]>(json)!;
}
